# Completion of hf and huggingface-cli for fish. The program itself is asked at every tab, so this never goes stale.
function __hf_complete
    set -l program (commandline -opc)[1]
    for line in (env COMP_WORDS=(commandline -cp | string collect) COMP_CWORD=(commandline -ct) _HF_COMPLETE=fish_complete $program 2>/dev/null)
        set -l parts (string split -m 1 , -- $line)
        switch $parts[1]
            case plain
                printf '%s\n' $parts[2]
            case file
                __fish_complete_path (commandline -ct)
            case dir
                __fish_complete_directories (commandline -ct)
        end
    end
end

complete -c hf -f -a '(__hf_complete)'
complete -c huggingface-cli -f -a '(__hf_complete)'
