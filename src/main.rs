//! The command line; everything else is in the library.

/// Ends the process in good order where memory runs out.
#[global_allocator]
static ALLOCATOR: lockstep::base::limit::Limited = lockstep::base::limit::Limited;

fn main() -> std::process::ExitCode {
    lockstep::cli::run(std::env::args_os()).into()
}
