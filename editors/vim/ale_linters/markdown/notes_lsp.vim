" notes-lsp, a language server for folders of linked Markdown notes, for ALE.
" To be copied to ~/.vim/ale_linters/markdown/.

call ale#Set('markdown_notes_lsp_executable', 'notes-lsp')

" The vault: the nearest folder with one of these, or else that of the note.
function! ale_linters#markdown#notes_lsp#Root(buffer) abort
    let l:settings = ale#path#FindNearestFile(a:buffer, '.notes-lsp.toml')

    if !empty(l:settings)
        return fnamemodify(l:settings, ':h')
    endif

    for l:marker in ['.obsidian', '.git']
        let l:found = ale#path#FindNearestDirectory(a:buffer, l:marker)

        if !empty(l:found)
            return fnamemodify(substitute(l:found, '[/\\]$', '', ''), ':h')
        endif
    endfor

    return expand('#' . a:buffer . ':p:h')
endfunction

" ALE takes LSP's columns for bytes. The server is told to count these.
call ale#linter#Define('markdown', {
\   'name': 'notes_lsp',
\   'lsp': 'stdio',
\   'language': 'markdown',
\   'executable': {b -> ale#Var(b, 'markdown_notes_lsp_executable')},
\   'command': '%e serve',
\   'initialization_options': {'server': {'position-encoding': 'utf-8'}},
\   'project_root': function('ale_linters#markdown#notes_lsp#Root'),
\})
