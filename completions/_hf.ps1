# Completion of hf and huggingface-cli for PowerShell. The program itself is asked at every tab, so this never goes stale.
Register-ArgumentCompleter -Native -CommandName hf, huggingface-cli -ScriptBlock {
    param($word, $command, $cursor)
    $words = @($command.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursor } | ForEach-Object { "$_" })
    if ($word -eq '') { $words += '' }
    $env:COMP_WORDS = $words -join "`n"
    $env:_HF_COMPLETE = 'powershell_complete'
    try { $lines = @(& $words[0] 2>$null) } finally { Remove-Item Env:COMP_WORDS, Env:_HF_COMPLETE }
    foreach ($line in $lines) {
        $type, $rest = $line -split ',', 2
        # Without an answer PowerShell offers files and folders by itself.
        if ($type -ne 'plain') { continue }
        $value, $about = $rest -split "`t", 2
        if (-not $about) { $about = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
    }
}
