; Inpaint Studio for GIMP 2.10: fill the selection, or open the layer in the editor.
;
; The layer goes to a TIFF file at its depth and with the profile of its image, the selection to another as
; the mask; the result comes back as a new layer above. `plug-in-inpaint-studio-run` starts the program.

(define inpaint-studio-engines
  '("auto" "exemplar" "biharmonic" "low-rank" "sparse" "gan" "autoencoder"))

; -- to files ---------------------------------------------------------------------------------------------

(define (inpaint-studio-integer-precision image)
  ; 8 bit stays 8 bit, what is deeper becomes 16 bit: the program takes no others.
  (let ((precision (car (gimp-image-get-precision image))))
    (cond ((< precision 200) precision)
          ((memv (modulo precision 100) '(0)) PRECISION-U16-LINEAR)
          (else PRECISION-U16-GAMMA))))

(define (inpaint-studio-save-layer image layer path)
  ; Writes a copy of the layer alone, without its mask, opacity and mode: these stay with the layer.
  (let* ((width (car (gimp-drawable-width layer)))
         (height (car (gimp-drawable-height layer)))
         (type (if (= (car (gimp-image-base-type image)) GRAY) GRAY RGB))
         (copy (car (gimp-image-new-with-precision width height type (inpaint-studio-integer-precision image))))
         (profile (gimp-image-get-color-profile image)))
    (gimp-image-undo-disable copy)
    (if (> (car profile) 0)
        (gimp-image-set-color-profile copy (car profile) (cadr profile)))
    (let ((picture (car (gimp-layer-new-from-drawable layer copy))))
      (gimp-image-insert-layer copy picture 0 0)
      (if (> (car (gimp-layer-get-mask picture)) 0)
          (gimp-layer-remove-mask picture MASK-DISCARD))
      (gimp-layer-set-offsets picture 0 0)
      (gimp-item-set-visible picture TRUE)
      (gimp-layer-set-opacity picture 100)
      (gimp-layer-set-mode picture LAYER-MODE-NORMAL)
      (file-tiff-save RUN-NONINTERACTIVE copy picture path path 0))
    (gimp-image-delete copy)))

(define (inpaint-studio-save-selection image layer path)
  ; Linear precision, as the values of a selection are shares: they must not get a gamma.
  (let* ((width (car (gimp-drawable-width layer)))
         (height (car (gimp-drawable-height layer)))
         (offsets (gimp-drawable-offsets layer))
         (copy (car (gimp-image-new-with-precision width height GRAY PRECISION-U8-LINEAR))))
    (gimp-image-undo-disable copy)
    (gimp-image-undo-freeze image)  ; the channel is there for a moment only
    (let* ((channel (car (gimp-selection-save image)))
           (mask (car (gimp-layer-new-from-drawable channel copy))))
      (gimp-image-remove-channel image channel)
      (gimp-image-undo-thaw image)
      (gimp-image-insert-layer copy mask 0 0)
      (gimp-layer-set-offsets mask (- (car offsets)) (- (cadr offsets)))
      (gimp-item-set-visible mask TRUE)
      (gimp-layer-set-opacity mask 100)
      (gimp-context-push)
      (gimp-context-set-background '(0 0 0))
      (file-tiff-save RUN-NONINTERACTIVE copy (car (gimp-image-flatten copy)) path path 0)
      (gimp-context-pop))
    (gimp-image-delete copy)))

; -- and back ---------------------------------------------------------------------------------------------

(define (inpaint-studio-take-in image layer offsets path name)
  ; Both may be gone, as GIMP can be used while the editor is open: then it is the top layer, or a new image.
  (if (= (car (gimp-image-is-valid image)) FALSE)
      (gimp-display-new (car (gimp-file-load RUN-NONINTERACTIVE path path)))
      (let* ((new (car (gimp-file-load-layer RUN-NONINTERACTIVE image path)))
             (there (= (car (gimp-item-is-valid layer)) TRUE))
             (parent (if there (car (gimp-item-get-parent layer)) -1))
             (position (if there (car (gimp-image-get-item-position image layer)) 0)))
        (gimp-image-undo-group-start image)
        (gimp-image-insert-layer image new (if (< parent 0) 0 parent) position)
        (gimp-layer-set-offsets new (car offsets) (cadr offsets))
        (gimp-item-set-name new name)
        (gimp-image-undo-group-end image))))

(define (inpaint-studio-with-files image layer words name)
  ; `words` makes the lines of the command from the names of the three files; the mask is "" without selection.
  (let* ((selected (= (car (gimp-selection-is-empty image)) FALSE))
         (picture (car (gimp-temp-name "tif")))
         (mask (if selected (car (gimp-temp-name "tif")) ""))
         (result (car (gimp-temp-name "tif")))
         (offsets (gimp-drawable-offsets layer)))
    (inpaint-studio-save-layer image layer picture)
    (if selected (inpaint-studio-save-selection image layer mask))
    (let* ((ran (plug-in-inpaint-studio-run RUN-NONINTERACTIVE (words picture mask result)))
           (code (if (and (= (car ran) 0) (not (file-exists? result))) 1 (car ran))))
      (cond ((= code 0) (inpaint-studio-take-in image layer offsets result name))
            ((= (car ran) 0) (gimp-message "Inpaint Studio has written no picture."))
            ((not (= code 3)) (gimp-message (cadr ran))))
      (for-each (lambda (path) (if (file-exists? path) (file-delete path))) (list picture mask result))
      (gimp-displays-flush)
      code)))

; -- the commands -----------------------------------------------------------------------------------------

(define (inpaint-studio-refused message)
  (gimp-message message)
  2)

(define (inpaint-studio-run-fill image drawable engine)
  ; Returns the exit code of the program: 0 if there is a new layer.
  (cond ((= (car (gimp-item-is-layer drawable)) FALSE) (inpaint-studio-refused "Choose a layer."))
        ((= (car (gimp-selection-is-empty image)) TRUE) (inpaint-studio-refused "Select what to fill first."))
        (else
          (inpaint-studio-with-files image drawable
            (lambda (picture mask result)
              (string-append "fill\n" picture "\n--mask\n" mask "\n-o\n" result
                             "\n--engine\n" engine "\n--soft"))
            "Filled by Inpaint Studio"))))

(define (inpaint-studio-run-edit image drawable)
  (if (= (car (gimp-item-is-layer drawable)) FALSE)
      (inpaint-studio-refused "Choose a layer.")
      (inpaint-studio-with-files image drawable
        (lambda (picture mask result)
          (string-append "edit\n--once\n" picture "\n" result
                         (if (string=? mask "") "" (string-append "\n--mask\n" mask))))
        "Edited in Inpaint Studio")))

(define (script-fu-inpaint-studio-fill image drawable engine)
  (inpaint-studio-run-fill image drawable (list-ref inpaint-studio-engines engine)))

(define (script-fu-inpaint-studio-edit image drawable)
  (inpaint-studio-run-edit image drawable))

(script-fu-register "script-fu-inpaint-studio-fill"
  "Fill selection…" "Fill what is selected from the rest of the layer, as a new layer."
  "Inpaint Studio" "Apache-2.0" "2026" "RGB*, GRAY*"
  SF-IMAGE "Image" 0
  SF-DRAWABLE "Layer" 0
  SF-OPTION "Engine" '("Automatic" "Texture copy" "Smooth blend" "Pattern repair" "Detail repair" "Invented detail" "Learned guess"))
(script-fu-menu-register "script-fu-inpaint-studio-fill" "<Image>/Filters/Inpaint Studio")

(script-fu-register "script-fu-inpaint-studio-edit"
  "Open in Inpaint Studio" "Edit the layer in Inpaint Studio; what you save comes back as a new layer."
  "Inpaint Studio" "Apache-2.0" "2026" "RGB*, GRAY*"
  SF-IMAGE "Image" 0
  SF-DRAWABLE "Layer" 0)
(script-fu-menu-register "script-fu-inpaint-studio-edit" "<Image>/Filters/Inpaint Studio")
