//! Writes the crates, runs cargo on them, and measures its time.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};

use crate::crates::{self, CONTENDERS, Contender, ORIGINS, SIZES};

/// The time that a build took.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    /// Of all its processes, in user mode and in the kernel.
    pub(crate) cpu: Duration,
}

/// A kind of build.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Check,
    Build,
    Release,
}

impl Kind {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Check => &["check"],
            Self::Build => &["build"],
            Self::Release => &["build", "--release"],
        }
    }
}

/// The target folder of a build.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    /// Removed before each build.
    Empty,
    /// Keeps the dependencies between builds.
    Kept,
    /// For `RUSTC_BOOTSTRAP`, which some build scripts depend on.
    Expanded,
}

/// The generated crates.
pub(crate) struct Workspace {
    folder: PathBuf,
    targets: PathBuf,
}

/// Keeps the versions of the contenders, so that two runs can be compared.
const LOCK: &str = "contenders.lock";

impl Workspace {
    pub(crate) fn generate(package: &Path, target: &Path) -> Result<Self, String> {
        let folder = target.join("generated");
        let cors = package.join("../..");
        let cors = cors.canonicalize().map_err(|error| error.to_string())?;
        for contender in &CONTENDERS {
            for size in SIZES {
                let manifest = contender.manifest(size, &cors);
                let source = contender.source(size, 0);
                write_crate(&folder.join(contender.package(size)), &manifest, &source)?;
            }
        }
        for origins in ORIGINS {
            let manifest = crates::manifest_of_origins(origins, &cors);
            let source = crates::source_of_origins(origins);
            let package = crates::package_of_origins(origins);
            write_crate(&folder.join(package), &manifest, &source)?;
        }
        let manifest = "[workspace]\nmembers = [\"*-*\"]\nresolver = \"3\"\n\n[profile.release]\nstrip = true\n";
        write(&folder.join("Cargo.toml"), manifest)?;
        let lock = folder.join("Cargo.lock");
        let kept = package.join(LOCK);
        if kept.exists() {
            fs::copy(&kept, &lock).map_err(|error| error.to_string())?;
        }
        let workspace = Self {
            folder,
            targets: target.to_owned(),
        };
        // The only step that needs the network.
        workspace.run(workspace.cargo().arg("fetch"))?;
        fs::copy(&lock, &kept).map_err(|error| error.to_string())?;
        Ok(workspace)
    }

    /// The versions of the frameworks and of `tracing`.
    pub(crate) fn versions(&self) -> Result<BTreeSet<String>, String> {
        let lock = self.folder.join("Cargo.lock");
        let lock = fs::read_to_string(&lock).map_err(|error| error.to_string())?;
        let contenders = ["actix-web", "axum", "http", "tracing"];
        let mut lines = lock.lines();
        let mut versions = BTreeSet::new();
        while let Some(line) = lines.next() {
            let name = line
                .strip_prefix("name = \"")
                .and_then(|rest| rest.strip_suffix('"'));
            let Some(name) = name.filter(|name| contenders.contains(name)) else {
                continue;
            };
            let version = lines
                .next()
                .and_then(|line| line.strip_prefix("version = "));
            let version = version.unwrap_or_default().trim_matches('"');
            // actix-web depends on `http` 0.2, which isn't measured.
            if (name, version.starts_with("0.")) != ("http", true) {
                versions.insert(format!("{name} {version}"));
            }
        }
        Ok(versions)
    }

    /// Builds a crate and all its dependencies in an empty target folder.
    pub(crate) fn build_everything(&self, package: &str, kind: Kind) -> Result<Cost, String> {
        let target = self.target(Target::Empty);
        if target.exists() {
            fs::remove_dir_all(&target).map_err(|error| error.to_string())?;
        }
        self.build(package, kind, Target::Empty)
    }

    /// Builds a crate, but not its dependencies.
    pub(crate) fn build_alone(&self, package: &str, kind: Kind) -> Result<Cost, String> {
        let target = self.target(Target::Kept);
        let mut clean = self.cargo();
        clean.args(["clean", "--offline", "-p", package, "--target-dir"]);
        self.run(clean.arg(target))?;
        self.build(package, kind, Target::Kept)
    }

    /// Builds a crate again after one of its handlers has changed.
    pub(crate) fn rebuild(
        &self,
        contender: &Contender,
        size: usize,
        edit: usize,
        kind: Kind,
    ) -> Result<Cost, String> {
        let package = contender.package(size);
        let file = self.folder.join(&package).join("src/main.rs");
        write(&file, &contender.source(size, edit))?;
        self.build(&package, kind, Target::Kept)
    }

    /// Builds what isn't built yet.
    pub(crate) fn build(&self, package: &str, kind: Kind, target: Target) -> Result<Cost, String> {
        let mut cargo = self.cargo();
        cargo.args(kind.arguments());
        cargo.args(["--quiet", "--offline", "-p", package, "--target-dir"]);
        let cost = self.run(cargo.arg(self.target(target)))?;
        // Shows the progress of a long run.
        let (cpu, wall) = (cost.cpu.as_secs_f64(), cost.wall.as_secs_f64());
        eprintln!("{package}: {kind:?} {cpu:.2} s of CPU, {wall:.2} s");
        Ok(cost)
    }

    /// The crate after macro expansion.
    pub(crate) fn expand(&self, package: &str) -> Result<String, String> {
        let mut cargo = self.cargo();
        cargo.env("RUSTC_BOOTSTRAP", "1");
        cargo.args([
            "rustc",
            "--profile=check",
            "--quiet",
            "--offline",
            "-p",
            package,
        ]);
        cargo.arg("--target-dir").arg(self.target(Target::Expanded));
        output(cargo.args(["--", "-Zunpretty=expanded"]))
    }

    /// The size of the released program, in bytes.
    pub(crate) fn size(&self, package: &str) -> Result<u64, String> {
        self.build(package, Kind::Release, Target::Kept)?;
        let file = self.target(Target::Kept).join("release").join(package);
        let metadata =
            fs::metadata(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(metadata.len())
    }

    fn target(&self, target: Target) -> PathBuf {
        self.targets.join(match target {
            Target::Empty => "first",
            Target::Kept => "kept",
            Target::Expanded => "expanded",
        })
    }

    /// Cargo with its own defaults, whatever the environment says.
    fn cargo(&self) -> Command {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(&self.folder);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            let of_build = ["CARGO_PROFILE_", "CARGO_BUILD_", "RUSTFLAGS", "RUSTC_"];
            let others = [
                "CARGO_ENCODED_RUSTFLAGS",
                "CARGO_INCREMENTAL",
                "CARGO_TARGET_DIR",
            ];
            if of_build.iter().any(|start| text.starts_with(start)) || others.contains(&&*text) {
                cargo.env_remove(&name);
            }
        }
        cargo
    }

    fn run(&self, command: &mut Command) -> Result<Cost, String> {
        let (start, before) = (Instant::now(), cpu_of_children()?);
        output(command)?;
        Ok(Cost {
            wall: start.elapsed(),
            cpu: cpu_of_children()?.saturating_sub(before),
        })
    }
}

/// The CPU time of all child processes that have ended, and of their own children.
fn cpu_of_children() -> Result<Duration, String> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|error| error.to_string())?;
    [usage.user_time(), usage.system_time()]
        .into_iter()
        .map(|time| {
            let seconds = u64::try_from(time.tv_sec()).map_err(|error| error.to_string())?;
            let micros = u64::try_from(time.tv_usec()).map_err(|error| error.to_string())?;
            Ok(Duration::from_secs(seconds) + Duration::from_micros(micros))
        })
        .sum()
}

/// The standard output of a command.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let arguments: Vec<_> = command
        .get_args()
        .map(|text| text.to_string_lossy())
        .collect();
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(format!(
        "{program} {}: {}\n{stderr}",
        arguments.join(" "),
        output.status
    ))
}

fn write_crate(folder: &Path, manifest: &str, source: &str) -> Result<(), String> {
    let sources = folder.join("src");
    fs::create_dir_all(&sources).map_err(|error| format!("{}: {error}", sources.display()))?;
    write(&folder.join("Cargo.toml"), manifest)?;
    write(&sources.join("main.rs"), source)
}

/// Doesn't touch a file that has this text already, so cargo sees no change.
fn write(file: &Path, text: &str) -> Result<(), String> {
    if fs::read_to_string(file).is_ok_and(|there| there == text) {
        return Ok(());
    }
    fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}
