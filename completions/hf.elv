# Completion of hf and huggingface-cli for elvish. The program itself is asked at every tab, so this never goes stale.
use str

var hf-complete = {|@words|
    var question = [COMP_WORDS=(str:join "\n" $words) _HF_COMPLETE=elvish_complete]
    env $@question $words[0] 2>/dev/null | from-lines | each {|line|
        var type rest = (str:split &max=2 , $line)
        if (==s $type plain) {
            var value @about = (str:split "\t" $rest)
            edit:complex-candidate $value &display=(str:join '  ' [$value $@about])
        } else {
            edit:complete-filename $words[-1]
        }
    }
}
set edit:completion:arg-completer[hf] = $hf-complete
set edit:completion:arg-completer[huggingface-cli] = $hf-complete
