//! The `redflag` command.
fn main() -> std::process::ExitCode {
    redflag_cli::run(std::env::args_os())
}
