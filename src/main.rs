fn main() -> std::process::ExitCode {
    hf::main(hf::cli::Program::Hf, std::env::args_os().collect())
}
