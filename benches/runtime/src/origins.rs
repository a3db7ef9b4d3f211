//! A hundred origins, for whatever takes a list of literals.

/// Calls a macro with a hundred origins.
macro_rules! with_a_hundred {
    ($then:ident) => {
        $then! {
            "https://shop00.example.com", "https://shop01.example.com", "https://shop02.example.com", "https://shop03.example.com", "https://shop04.example.com",
            "https://shop05.example.com", "https://shop06.example.com", "https://shop07.example.com", "https://shop08.example.com", "https://shop09.example.com",
            "https://shop10.example.com", "https://shop11.example.com", "https://shop12.example.com", "https://shop13.example.com", "https://shop14.example.com",
            "https://shop15.example.com", "https://shop16.example.com", "https://shop17.example.com", "https://shop18.example.com", "https://shop19.example.com",
            "https://shop20.example.com", "https://shop21.example.com", "https://shop22.example.com", "https://shop23.example.com", "https://shop24.example.com",
            "https://shop25.example.com", "https://shop26.example.com", "https://shop27.example.com", "https://shop28.example.com", "https://shop29.example.com",
            "https://shop30.example.com", "https://shop31.example.com", "https://shop32.example.com", "https://shop33.example.com", "https://shop34.example.com",
            "https://shop35.example.com", "https://shop36.example.com", "https://shop37.example.com", "https://shop38.example.com", "https://shop39.example.com",
            "https://shop40.example.com", "https://shop41.example.com", "https://shop42.example.com", "https://shop43.example.com", "https://shop44.example.com",
            "https://shop45.example.com", "https://shop46.example.com", "https://shop47.example.com", "https://shop48.example.com", "https://shop49.example.com",
            "https://shop50.example.com", "https://shop51.example.com", "https://shop52.example.com", "https://shop53.example.com", "https://shop54.example.com",
            "https://shop55.example.com", "https://shop56.example.com", "https://shop57.example.com", "https://shop58.example.com", "https://shop59.example.com",
            "https://shop60.example.com", "https://shop61.example.com", "https://shop62.example.com", "https://shop63.example.com", "https://shop64.example.com",
            "https://shop65.example.com", "https://shop66.example.com", "https://shop67.example.com", "https://shop68.example.com", "https://shop69.example.com",
            "https://shop70.example.com", "https://shop71.example.com", "https://shop72.example.com", "https://shop73.example.com", "https://shop74.example.com",
            "https://shop75.example.com", "https://shop76.example.com", "https://shop77.example.com", "https://shop78.example.com", "https://shop79.example.com",
            "https://shop80.example.com", "https://shop81.example.com", "https://shop82.example.com", "https://shop83.example.com", "https://shop84.example.com",
            "https://shop85.example.com", "https://shop86.example.com", "https://shop87.example.com", "https://shop88.example.com", "https://shop89.example.com",
            "https://shop90.example.com", "https://shop91.example.com", "https://shop92.example.com", "https://shop93.example.com", "https://shop94.example.com",
            "https://shop95.example.com", "https://shop96.example.com", "https://shop97.example.com", "https://shop98.example.com", "https://shop99.example.com",
        }
    };
}
pub(crate) use with_a_hundred;
