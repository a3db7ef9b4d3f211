// A server on express and its middleware `cors`, with one mistake on each path. It says where it listens, and ends with
// its input.
"use strict";

const cors = require("cors");
const express = require("express");

const APP = "https://app.example.com";
const server = express();
const answer = (request, response) => response.send("buy milk");
const all = (path, ...handlers) => server.all(path, ...handlers, answer);

// Right, for comparison.
all("/right", cors({ origin: [APP], credentials: true, allowedHeaders: ["content-type"] }));
// The default is `*`, and the page sends a cookie.
all("/wildcard", cors());
// The default reflects, and nobody said that there are cookies.
all("/no-credentials", cors({ origin: true }));
// What somebody copies out of the address bar.
all("/slash", cors({ origin: `${APP}/` }));
// The address of production, on a test server.
all("/fixed", cors({ origin: "https://www.example.com" }));
// A function, as its documentation has it: what isn't allowed is an error, which becomes a 500.
all("/throws", cors({
  origin: (origin, callback) =>
    !origin || origin === "https://www.example.com" ? callback(null, true) : callback(new Error("not allowed")),
}));
// PUT isn't thought of.
all("/methods", cors({ origin: [APP], methods: ["GET", "POST"] }));
// JSON isn't thought of.
all("/headers", cors({ origin: [APP], allowedHeaders: ["authorization"] }));
// The middleware on the route alone: express answers OPTIONS by itself.
server.put("/route", cors({ origin: [APP] }), answer);
// Authentication comes first.
all("/authentication", (request, response, next) => {
  request.headers.authorization ? next() : response.sendStatus(401);
}, cors({ origin: [APP] }));
// Somebody sets the header by hand, too.
all("/twice", cors({ origin: [APP] }), (request, response, next) => {
  response.append("Access-Control-Allow-Origin", APP);
  next();
});
const listener = server.listen(0, "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${listener.address().port}`);
});
process.stdin.on("end", () => process.exit()).resume();
