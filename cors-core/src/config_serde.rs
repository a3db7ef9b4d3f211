//! Configuration out of a file or of variables, and back.

use std::fmt::{self, Formatter};
use std::str::FromStr;
use std::time::Duration;

use serde::de::{self, Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::origins::entries;
use crate::{Config, Hazard, Origins};

/// The keys of a policy, which are the arguments of the attribute.
const KEYS: &[&str] = &[
    "origins",
    "methods",
    "headers",
    "expose",
    "credentials",
    "max_age",
    "enforce",
    "timing",
    "dangerously_allow",
];

/// How close a key has to be to one of these for that to be meant.
const CLOSE: f64 = 0.8;

/// A list, or one text with a list in it: what is a list in a file is a text in a variable.
struct Entries(Vec<String>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor;

        impl<'de> Visitor<'de> for EntriesVisitor {
            type Value = Entries;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("a list of strings, or a string with a list in it")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Entries, E> {
                Ok(Entries(entries(text).map(str::to_owned).collect()))
            }

            fn visit_unit<E: de::Error>(self) -> Result<Entries, E> {
                Ok(Entries(Vec::new()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = list.next_element()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_any(EntriesVisitor)
    }
}

/// A list of origins, or a text with one in it. The error says what is wrong with which entry.
impl<'de> Deserialize<'de> for Origins {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Entries(entries) = Entries::deserialize(deserializer)?;
        Self::try_from(entries).map_err(D::Error::custom)
    }
}

/// As a list.
impl Serialize for Origins {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// By its name.
impl<'de> Deserialize<'de> for Hazard {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(D::Error::custom)
    }
}

/// By its name.
impl Serialize for Hazard {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A policy by the names of the attribute's arguments, of which each may be left out. It isn't checked yet. A key that
/// isn't one of them is an error.
impl<'de> Deserialize<'de> for Config {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ConfigVisitor;

        impl<'de> Visitor<'de> for ConfigVisitor {
            type Value = Config;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("a CORS policy")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Config, A::Error> {
                let mut config = Config::new();
                let mut seen = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    if seen.contains(&key) {
                        return Err(A::Error::custom(format_args!("duplicate key `{key}`")));
                    }
                    let mut list = |field: &mut Vec<String>| {
                        let Entries(entries) = map.next_value()?;
                        *field = entries;
                        Ok(())
                    };
                    match &*key {
                        "origins" => list(&mut config.origins)?,
                        "methods" => list(&mut config.methods)?,
                        "headers" => list(&mut config.headers)?,
                        "expose" => list(&mut config.expose)?,
                        "credentials" => config.credentials = map.next_value()?,
                        "enforce" => config.enforce = map.next_value()?,
                        "timing" => config.timing = map.next_value()?,
                        "max_age" => {
                            let seconds: Option<u64> = map.next_value()?;
                            config.max_age = seconds.map(Duration::from_secs);
                        }
                        "dangerously_allow" => {
                            let Entries(names) = map.next_value()?;
                            let hazards = names.iter().map(|name| Hazard::from_str(name));
                            let hazards: Result<_, _> = hazards.collect();
                            config.dangerously_allow = hazards.map_err(A::Error::custom)?;
                        }
                        _ => return Err(unknown_key(&key)),
                    }
                    seen.push(key);
                }
                Ok(config)
            }
        }

        deserializer.deserialize_struct("Config", KEYS, ConfigVisitor)
    }
}

/// A policy by the names of the attribute's arguments, without those that say nothing.
impl Serialize for Config {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let lists = [
            ("origins", &self.origins),
            ("methods", &self.methods),
            ("headers", &self.headers),
            ("expose", &self.expose),
        ];
        let flags = [
            ("credentials", self.credentials),
            ("enforce", self.enforce),
            ("timing", self.timing),
        ];
        let seconds = self.max_age.map(|max_age| max_age.as_secs());
        let hazards = &self.dangerously_allow;
        let count = lists.iter().filter(|(_, list)| !list.is_empty()).count()
            + flags.iter().filter(|(_, flag)| *flag).count()
            + usize::from(seconds.is_some())
            + usize::from(!hazards.is_empty());
        let mut fields = serializer.serialize_struct("Config", count)?;
        for (name, list) in lists {
            match list.is_empty() {
                true => fields.skip_field(name)?,
                false => fields.serialize_field(name, list)?,
            }
        }
        for (name, flag) in flags {
            match flag {
                true => fields.serialize_field(name, &true)?,
                false => fields.skip_field(name)?,
            }
        }
        match seconds {
            Some(seconds) => fields.serialize_field("max_age", &seconds)?,
            None => fields.skip_field("max_age")?,
        }
        match hazards.is_empty() {
            true => fields.skip_field("dangerously_allow")?,
            false => fields.serialize_field("dangerously_allow", hazards)?,
        }
        fields.end()
    }
}

/// An error with the key that was most likely meant. Other libraries call them `allowed_origins`, `exposedHeaders` and
/// the like.
fn unknown_key<E: de::Error>(key: &str) -> E {
    let lower = key.to_lowercase().replace('-', "_");
    // From the end, where `expose` comes before `headers`.
    let contained = KEYS
        .iter()
        .rev()
        .find(|known| lower.contains(known.trim_end_matches('s')));
    let closest = || {
        let similar = |known: &&&str| strsim::jaro_winkler(&lower, known);
        let best = KEYS.iter().max_by(|a, b| similar(a).total_cmp(&similar(b)));
        best.filter(|known| similar(known) >= CLOSE)
    };
    let key = key.escape_debug();
    match contained.or_else(closest) {
        Some(known) => E::custom(format_args!("unknown key `{key}`; write `{known}`")),
        None => E::custom(format_args!(
            "unknown key `{key}`, expected one of {}",
            KEYS.join(", ")
        )),
    }
}
