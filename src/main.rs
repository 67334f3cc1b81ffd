//! The command line; everything else is in the library.

fn main() -> std::process::ExitCode {
    lockstep::cli::run(std::env::args_os()).into()
}
