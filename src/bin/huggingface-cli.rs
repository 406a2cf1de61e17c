fn main() -> std::process::ExitCode {
    hf::main(hf::cli::Program::HuggingfaceCli, std::env::args_os().collect())
}
