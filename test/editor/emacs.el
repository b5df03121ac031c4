;;; Opens a file in Emacs with Eglot, set up by docs/editors.md, and writes what is seen to another file, as JSON. -*- lexical-binding: t -*-
;;; The variables SETUP, FILE and RESULT have the paths of all three.
(require 'eglot)
(load (getenv "SETUP") nil t)

(defun wait-until (question)
  "Whether the function QUESTION had an answer within 30 seconds."
  (let ((tries 0))
    (while (and (< tries 300) (not (funcall question)))
      (accept-process-output nil 0.1)
      (setq tries (1+ tries)))
    (funcall question)))

(find-file (getenv "FILE"))
;; Eglot starts when a command has ended, which in a script none does.
(run-hooks 'post-command-hook)
(wait-until #'eglot-current-server)
(wait-until #'flymake-diagnostics)
(let ((result `(:coding ,(symbol-name buffer-file-coding-system))))
  (setq result
        (plist-put result :diagnostics
                   (vconcat (mapcar (lambda (each)
                                      (list :text (buffer-substring-no-properties (flymake-diagnostic-beg each) (flymake-diagnostic-end each))
                                            :message (substring-no-properties (flymake-diagnostic-text each))))
                                    (flymake-diagnostics)))))
  (goto-char (point-min))
  (search-forward "networkingMode=")
  (setq result (plist-put result :completions (vconcat (all-completions "" (nth 2 (eglot-completion-at-point))))))
  (let ((position (list :textDocument (list :uri (eglot--path-to-uri buffer-file-name)) :position (eglot--pos-to-lsp-position))))
    (setq result (plist-put result :hover (jsonrpc-request (eglot-current-server) :textDocument/hover position))))
  (eglot-code-actions (point-min) (point-max) "source.fixAll.wslnet" t)
  (save-buffer)
  (with-temp-file (getenv "RESULT")
    (insert (json-serialize result))))
