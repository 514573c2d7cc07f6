;;; e2e-lsp-mode.el --- notes-lsp in a real Emacs with lsp-mode  -*- lexical-binding: t -*-

;; emacs --batch -Q -l e2e-lsp-mode.el GARDEN README: a short session by the README's configuration of
;; lsp-mode.  Run it by test.sh --lsp-mode.

;;; Code:

(set-language-environment "UTF-8")
(setq file-name-coding-system 'utf-8
      native-comp-jit-compilation nil
      native-comp-enable-subr-trampolines nil
      vc-handled-backends nil)
(dolist (dir (append (file-expand-wildcards (expand-file-name "../../site-lisp/elpa-src/*" data-directory))
                     (file-expand-wildcards "/usr/share/emacs/site-lisp/elpa-src/*")))
  (add-to-list 'load-path dir))
(require 'lsp-mode)
;; What a package's autoloads load.
(dolist (part '(lsp-completion lsp-diagnostics lsp-headerline lsp-lens lsp-modeline lsp-semantic-tokens))
  (require part))
(require 'markdown-mode)

(defvar garden (file-name-as-directory (pop command-line-args-left)))
(defvar readme (pop command-line-args-left))
(defvar failed 0)
(defun check (name ok &optional detail)
  (princ (format "%s %s\n" (if ok "ok  " "FAIL") name))
  (unless ok
    (setq failed (1+ failed))
    (princ (format "     %S\n" detail))))
(defmacro await (form)
  `(let ((end (+ (float-time) 10)) value)
     (while (and (not (setq value ,form)) (< (float-time) end))
       (accept-process-output nil 0.01))
     value))

(with-temp-buffer
  (insert-file-contents readme)
  (goto-char (point-min))
  (search-forward "```elisp\n;; init.el, with lsp-mode\n")
  (let ((from (point)))
    (search-forward "\n```")
    (eval-region from (match-beginning 0))))
(setq lsp-auto-guess-root t
      lsp-restart 'ignore
      lsp-diagnostics-provider :none
      lsp-enable-snippet nil)
(lsp-workspace-folders-add garden)

(find-file (concat garden "할 일.md"))
(lsp)
(check "the server attaches" (await (and lsp--buffer-workspaces (eq (lsp--workspace-status (car lsp--buffer-workspaces)) 'initialized))))
(check "six problems" (await (= 6 (length (gethash (lsp--fix-path-casing buffer-file-name) (lsp-diagnostics))))) (lsp-diagnostics))
(find-file (concat garden "index.md"))
(lsp)
(goto-char (point-min))
(search-forward "[[채널#닫기")
(lsp-find-definition)
(check "definition behind an emoji" (string-suffix-p "채널.md" buffer-file-name) buffer-file-name)
(find-file (concat garden "index.md"))
(goto-char (point-max))
(insert "\n🍞 [[쿠버")
(let ((capf (lsp-completion-at-point)))
  (check "completion" (member "쿠버네티스" (all-completions "" (nth 2 capf))) capf))
(set-buffer-modified-p nil)
(goto-char (point-min))
(princ (format "Emacs %s, lsp-mode: %d failed\n" emacs-version failed))
(kill-emacs failed)
;;; e2e-lsp-mode.el ends here
