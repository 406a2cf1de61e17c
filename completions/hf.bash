# Completion of hf and huggingface-cli for bash. The program itself is asked at every tab, so this never goes stale.
_hf() {
    local answer type value
    answer=$(IFS=$'\n' && env "COMP_WORDS=${COMP_WORDS[*]}" "COMP_CWORD=$COMP_CWORD" _HF_COMPLETE=bash_complete "$1" 2>/dev/null)
    COMPREPLY=()
    while IFS=, read -r type value; do
        case $type in
            plain) COMPREPLY+=("$value") ;;
            file) compopt -o default ;;
            dir) compopt -o dirnames ;;
        esac
    done <<<"$answer"
}

# bash before 4.4 always sorts.
complete -o nosort -F _hf hf huggingface-cli 2>/dev/null || complete -F _hf hf huggingface-cli
