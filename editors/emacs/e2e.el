;;; e2e.el --- notes-lsp in a real Emacs  -*- lexical-binding: t -*-

;; emacs --batch -Q -l e2e.el GARDEN README: what someone who uses notes-lsp with Eglot relies on.
;; Run it by test.sh.  The configuration is the one of README.  Places are named by the text that is
;; there, so that editing the garden moves no numbers here.

;;; Code:

;; The locale of whoever runs this may be C; names of notes are Hangul.
(set-language-environment "UTF-8")
(setq file-name-coding-system 'utf-8)
(setq native-comp-jit-compilation nil) ; a test is over before that pays
;; Debian's packages, for which -Q does not look; in a private prefix and in the system.
(dolist (dir (append (file-expand-wildcards (expand-file-name "../../site-lisp/elpa-src/*" data-directory))
                     (file-expand-wildcards "/usr/share/emacs/site-lisp/elpa-src/*")))
  (add-to-list 'load-path dir))

(require 'eglot)
(require 'flymake)
(require 'xref)
(require 'markdown-mode)

(defvar e2e-garden (file-name-as-directory (pop command-line-args-left)))
(defvar e2e-readme (pop command-line-args-left))
(defvar e2e-passed 0)
(defvar e2e-failed 0)

(defun e2e-say (format &rest args)
  (princ (concat (apply #'format format args) "\n")))

(defun e2e-check (name ok &optional detail)
  "Print one result: NAME, and DETAIL where OK is nil."
  (if ok
      (setq e2e-passed (1+ e2e-passed))
    (setq e2e-failed (1+ e2e-failed)))
  (e2e-say "%s %s" (if ok "ok  " "FAIL") name)
  (unless ok (e2e-say "     %S" detail)))

(defun e2e-same (name got want)
  (e2e-check name (equal got want) (list :got got :want want)))

(defmacro e2e-wait (form)
  "Evaluate FORM until it is non-nil; its value, or nil after half a minute."
  `(let ((end (+ (float-time) 30)) value)
     (while (and (not (setq value ,form)) (< (float-time) end))
       (accept-process-output nil 0.01))
     value))

(defun e2e-open (note)
  "Visit NOTE and have it managed, as the hook of the README does."
  (find-file (expand-file-name note e2e-garden))
  ;; Eglot connects once the command is over.
  (run-hooks 'post-command-hook)
  (e2e-wait (eglot-managed-p)))

(defun e2e-at (text &optional offset)
  "Put point OFFSET characters into the only TEXT of the buffer."
  (goto-char (point-min))
  (search-forward text)
  (goto-char (+ (match-beginning 0) (or offset 2))))

(defun e2e-problems ()
  "The code and the marked text of each problem of the buffer, once they are known."
  (mapcar (lambda (d)
            (let ((text (flymake-diagnostic-text d)))
              (list (and (string-match "\\[\\([a-z-]+\\)\\]" text) (match-string 1 text))
                    (buffer-substring-no-properties (flymake-diagnostic-beg d) (flymake-diagnostic-end d)))))
          (sort (flymake-diagnostics) (lambda (a b) (< (flymake-diagnostic-beg a) (flymake-diagnostic-beg b))))))

(defun e2e-count-problems (count)
  "Wait until the buffer has COUNT problems."
  (e2e-wait (progn (flymake-start) (= count (length (flymake-diagnostics))))))

(defun e2e-line () (buffer-substring-no-properties (line-beginning-position) (line-end-position)))

(defun e2e-run (command)
  "What the server answers to COMMAND, about the current note."
  (jsonrpc-request (eglot-current-server) :workspace/executeCommand
                   (list :command command :arguments (vector (list :uri (eglot-path-to-uri buffer-file-name))))))

;; What a user writes, word for word.
(setq project-vc-extra-root-markers nil)
(with-temp-buffer
  (insert-file-contents e2e-readme)
  (goto-char (point-min))
  (search-forward "```elisp\n;; init.el\n")
  (let ((from (point)))
    (search-forward "\n```")
    (eval-region from (match-beginning 0))))
;; And what a test wants: no waiting, no questions.
(setq eglot-sync-connect 30
      eglot-send-changes-idle-time 0.01
      eglot-confirm-server-edits nil
      flymake-no-changes-timeout 0.01
      vc-handled-backends nil)
(make-directory (expand-file-name ".obsidian" e2e-garden) t)

(e2e-check "the server attaches" (e2e-open "할 일.md"))
(e2e-same "its project is the garden" (file-truename (project-root (eglot--project (eglot-current-server)))) e2e-garden)
(e2e-same "positions count characters"
          (plist-get (eglot--capabilities (eglot-current-server)) :positionEncoding) "utf-32")

(e2e-count-problems 6)
(e2e-same "problems, behind emoji too, mark what is wrong"
          (mapcar #'cadr (e2e-problems))
          '("헬름 차트" "slides/2025-발표.pdf" "오퍼레이터" "^kubelet" "없는 라벨" "나중에"))

(e2e-open "index.md")
(e2e-at "[[채널#닫기|채널 닫기]]")
(let ((line-move-visual nil)) (call-interactively #'xref-find-definitions))
(e2e-same "definition of a link behind an emoji" (list (file-name-nondirectory buffer-file-name) (e2e-line)) '("채널.md" "## 닫기"))

(e2e-open "kubernetes/쿠버네티스.md")
(e2e-at "## 서비스" 3)
(let (places)
  (dolist (item (xref-backend-references 'eglot "LSP identifier at point"))
    (push (xref-item-summary item) places))
  (e2e-same "references of a heading" (length places) 5)
  (e2e-check "with their lines" (seq-find (lambda (p) (string-search "[[쿠버네티스#서비스|services]]" p)) places) places))

(e2e-open "til/2026-11-18.md")
(e2e-at "🚀 [[쿠버네티스]]" 5)
(let (shown)
  (eglot-hover-eldoc-function (lambda (text &rest _) (setq shown text)))
  (e2e-check "hover on a link shows its note" (and (e2e-wait shown) (string-search "쿠버네티스" shown)) shown))

(defun e2e-complete (typed choice want)
  "Type TYPED on a line of its own, complete, choose CHOICE: the line is WANT."
  (e2e-open "index.md")
  (goto-char (point-max))
  (insert "\n" typed)
  (let* ((capf (eglot-completion-at-point))
         (exit (plist-get (nthcdr 3 capf) :exit-function))
         (all (completion-all-completions (buffer-substring (nth 0 capf) (point)) (nth 2 capf) nil
                                          (- (point) (nth 0 capf)) (completion-metadata "" (nth 2 capf) nil)))
         found)
    (while (consp all)
      (when (string= (substring-no-properties (car all)) choice) (setq found (car all)))
      (setq all (cdr all)))
    (e2e-check (format "%s offers %s" typed choice) found (eglot-completion-at-point))
    (when found
      (delete-region (nth 0 capf) (nth 1 capf))
      (insert found)
      (funcall exit found 'finished)
      (e2e-same (format "%s becomes %s" typed want) (e2e-line) want)))
  (set-buffer-modified-p nil)
  (revert-buffer t t))

(e2e-complete "🍞 [[쿠버" "쿠버네티스" "🍞 [[쿠버네티스]]")
(e2e-complete "🍞 [[ㅋㅂㄴ" "쿠버네티스" "🍞 [[쿠버네티스]]")
(e2e-complete "🍞 [하나](go/고" "go/고루틴.md" "🍞 [하나](go/고루틴.md)")

;; Renames: a heading with its links; of a note it is said what to do.
(e2e-open "kubernetes/쿠버네티스.md")
(e2e-at "## 서비스" 3)
(eglot-rename "늘 열린 문 🚪")
(e2e-same "rename of a heading" (e2e-line) "## 늘 열린 문 🚪")
(dolist (one '(("til/2026-11-18.md" "[[쿠버네티스#늘 열린 문 🚪|서비스]]는") ("kubernetes/Ingress.md" "[[쿠버네티스#늘 열린 문 🚪|services]] first")))
  (with-current-buffer (find-file-noselect (expand-file-name (car one) e2e-garden))
    (e2e-check (concat "its link in " (car one)) (string-search (cadr one) (buffer-string)) (buffer-string))))
(e2e-open "til/2026-11-18.md")
(e2e-at "🚀 [[쿠버네티스]]" 5)
(e2e-check "rename of a note, which Eglot can't, says what can"
           (condition-case err (progn (eglot-rename "조타수") nil)
             (error (string-search "notes-lsp mv" (error-message-string err)))))

;; Lock files lie in the folder while a buffer has changes.
(let ((notes (plist-get (e2e-run "notes-lsp.stats") :notes)))
  (with-current-buffer (find-file-noselect (expand-file-name "Neovim.md" e2e-garden))
    (goto-char (point-max))
    (insert "🔒")
    (lock-buffer)
    (e2e-check "Emacs locks a note that it changes" (file-symlink-p (expand-file-name ".#Neovim.md" e2e-garden)))
    (e2e-wait (progn (e2e-open "index.md") t))
    (e2e-same "the lock is no note" (plist-get (e2e-run "notes-lsp.stats") :notes) notes)))

;; Mending, by code action.
(e2e-open "할 일.md")
(e2e-count-problems 6)
(e2e-at "[[쿠버네티스#오퍼레이터]]" 9)
(let* ((actions (eglot-code-actions (point) (point) nil nil))
       (titles (mapcar (lambda (a) (plist-get a :title)) actions)))
  (e2e-check "a missing heading can be made" (seq-find (lambda (title) (string-search "오퍼레이터" title)) titles) titles)
  (let ((one (seq-find (lambda (a) (string-search "오퍼레이터" (plist-get a :title))) actions)))
    (when one
      (eglot-execute (eglot-current-server) one)
      (with-current-buffer (find-file-noselect (expand-file-name "kubernetes/쿠버네티스.md" e2e-garden))
        (e2e-check "and is" (string-search "\n## 오퍼레이터" (buffer-string)) (buffer-string))
        ;; A batch Emacs is never idle, which is when Eglot tells of changes.
        (eglot--signal-textDocument/didChange)))))
(e2e-check "and its problem goes away" (e2e-count-problems 5) (e2e-problems))

;; Settings, as the README has them.
(setq-default eglot-workspace-configuration '(:notesLsp (:problems (:no-such-note "off"))))
(eglot-signal-didChangeConfiguration (eglot-current-server))
(e2e-check "settings of the editor count" (e2e-count-problems 4) (e2e-problems))

(e2e-check "the outline" (let ((index (progn (e2e-open "kubernetes/쿠버네티스.md") (eglot-imenu))))
                           (string-search "파드" (format "%S" index))))

;; Nothing complained.
(let ((log (with-current-buffer (jsonrpc-stderr-buffer (eglot-current-server)) (buffer-string))))
  (e2e-check "the server logged no error" (not (string-match-p "level=\\(ERROR\\|WARN\\)" log)) log))
(dolist (buffer (buffer-list)) (with-current-buffer buffer (set-buffer-modified-p nil)))
;; `eglot-shutdown' gives a server no time to end by itself where something else happens meanwhile.
(let* ((server (eglot-current-server)) (process (jsonrpc--process server)))
  (jsonrpc-request server :shutdown nil)
  (jsonrpc-notify server :exit nil)
  (e2e-check "the server ends when it is told to" (e2e-wait (not (process-live-p process))))
  (e2e-same "with code 0" (process-exit-status process) 0))

(e2e-say "Emacs %s, Eglot: %d passed, %d failed" emacs-version e2e-passed e2e-failed)
(kill-emacs (if (zerop e2e-failed) 0 1))
;;; e2e.el ends here
