<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Inpaint Studio</source>
        <translation>About Inpaint Studio</translation>
    </message>
    <message>
        <source>Copy version</source>
        <translation>Copy version</translation>
    </message>
    <message>
        <source>Engines</source>
        <translation>Engines</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Licences</translation>
    </message>
    <message>
        <source>Log: {folder}</source>
        <translation>Log: {folder}</translation>
    </message>
    <message>
        <source>Show the log folder</source>
        <translation>Show the log folder</translation>
    </message>
</context>
<context>
    <name>AreaTool</name>
    <message>
        <source>Mode</source>
        <translation>Mode</translation>
    </message>
    <message>
        <source>What happens to the mask within the outline; Alt always subtracts.</source>
        <translation>What happens to the mask within the outline; Alt always subtracts.</translation>
    </message>
</context>
<context>
    <name>Availability</name>
    <message>
        <source>Close the comparison first.</source>
        <translation>Close the comparison first.</translation>
    </message>
    <message>
        <source>Fill first, then there is a result.</source>
        <translation>Fill first, then there is a result.</translation>
    </message>
    <message>
        <source>Leave some of the photo unmasked.</source>
        <translation>Leave some of the photo unmasked.</translation>
    </message>
    <message>
        <source>No engine can run here.</source>
        <translation>No engine can run here.</translation>
    </message>
    <message>
        <source>No fill has been kept yet.</source>
        <translation>No fill has been kept yet.</translation>
    </message>
    <message>
        <source>No sources are painted.</source>
        <translation>No sources are painted.</translation>
    </message>
    <message>
        <source>One moment, saving the last step.</source>
        <translation>One moment, saving the last step.</translation>
    </message>
    <message>
        <source>Open a photo first.</source>
        <translation>Open a photo first.</translation>
    </message>
    <message>
        <source>Paint over what should go first.</source>
        <translation>Paint over what should go first.</translation>
    </message>
    <message>
        <source>The photo is not cropped.</source>
        <translation>The photo is not cropped.</translation>
    </message>
    <message>
        <source>There is no mask of a photo of this size.</source>
        <translation>There is no mask of a photo of this size.</translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation>There is nothing to redo.</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>There is nothing to undo.</translation>
    </message>
    <message>
        <source>{engine} gives the same fill every time.</source>
        <translation>{engine} gives the same fill every time.</translation>
    </message>
</context>
<context>
    <name>BlinkRow</name>
    <message>
        <source>Blink</source>
        <translation>Blink</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>Space shows the next picture.</source>
        <translation>Space shows the next picture.</translation>
    </message>
    <message>
        <source>Time for each picture</source>
        <translation>Time for each picture</translation>
    </message>
    <message>
        <source>With the original</source>
        <translation>With the original</translation>
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
</context>
<context>
    <name>Brush</name>
    <message>
        <source>Brush stroke</source>
        <translation>Brush stroke</translation>
    </message>
    <message>
        <source>Eraser stroke</source>
        <translation>Eraser stroke</translation>
    </message>
    <message>
        <source>Paint over what should go; Alt or the right button erases, Shift-click draws a line.</source>
        <translation>Paint over what should go; Alt or the right button erases, Shift-click draws a line.</translation>
    </message>
</context>
<context>
    <name>BrushLike</name>
    <message>
        <source>A pen draws thicker the harder it is pressed.</source>
        <translation>A pen draws thicker the harder it is pressed.</translation>
    </message>
    <message>
        <source>Diameter of the brush; [ and ] change it.</source>
        <translation>Diameter of the brush; [ and ] change it.</translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation>Hardness</translation>
    </message>
    <message>
        <source>How crisp the edge is; Shift+[ and Shift+] change it.</source>
        <translation>How crisp the edge is; Shift+[ and Shift+] change it.</translation>
    </message>
    <message>
        <source>Pressure</source>
        <translation>Pressure</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Size</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Photo</source>
        <translation>Photo</translation>
    </message>
</context>
<context>
    <name>Cell</name>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Stopped.</translation>
    </message>
    <message>
        <source>Waiting for its turn.</source>
        <translation>Waiting for its turn.</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
</context>
<context>
    <name>Chooser</name>
    <message>
        <source>Engines to compare</source>
        <translation>Engines to compare</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Run</translation>
    </message>
    <message numerus="yes">
        <source>Run %n engine(s)</source>
        <translation>
            <numerusform>Run %n engine</numerusform>
            <numerusform>Run %n engines</numerusform>
        </translation>
    </message>
    <message>
        <source>Tick at least one engine.</source>
        <translation>Tick at least one engine.</translation>
    </message>
</context>
<context>
    <name>CloneStamp</name>
    <message>
        <source>Aligned</source>
        <translation>Aligned</translation>
    </message>
    <message>
        <source>Alt-click or right-click the place to copy from.</source>
        <translation>Alt-click or right-click the place to copy from.</translation>
    </message>
    <message>
        <source>Clone</source>
        <translation>Clone</translation>
    </message>
    <message>
        <source>How much of the source shows; one stroke never gets stronger than this.</source>
        <translation>How much of the source shows; one stroke never gets stronger than this.</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>Opacity</translation>
    </message>
    <message>
        <source>Paint to copy from the cross; Alt-click or right-click sets another source.</source>
        <translation>Paint to copy from the cross; Alt-click or right-click sets another source.</translation>
    </message>
    <message>
        <source>The source follows from stroke to stroke; otherwise each begins at the same place.</source>
        <translation>The source follows from stroke to stroke; otherwise each begins at the same place.</translation>
    </message>
    <message>
        <source>The source must lie in the photo.</source>
        <translation>The source must lie in the photo.</translation>
    </message>
</context>
<context>
    <name>ClosingQuestion</name>
    <message>
        <source>A comparison is still running.</source>
        <translation>A comparison is still running.</translation>
    </message>
    <message>
        <source>A fill is still running.</source>
        <translation>A fill is still running.</translation>
    </message>
    <message>
        <source>A picture file does not hold the painted mask; a project does.</source>
        <translation>A picture file does not hold the painted mask; a project does.</translation>
    </message>
    <message>
        <source>Closing {name} stops it, and its work is lost.</source>
        <translation>Closing {name} stops it, and its work is lost.</translation>
    </message>
    <message>
        <source>Don't save</source>
        <translation>Don't save</translation>
    </message>
    <message>
        <source>Only a project holds the fills that you have not kept.</source>
        <translation>Only a project holds the fills that you have not kept.</translation>
    </message>
    <message>
        <source>Only a project holds the mask that you have painted.</source>
        <translation>Only a project holds the mask that you have painted.</translation>
    </message>
    <message>
        <source>Only a project holds the painted mask and the fills that you have not kept.</source>
        <translation>Only a project holds the painted mask and the fills that you have not kept.</translation>
    </message>
    <message>
        <source>Save as a project…</source>
        <translation>Save as a project…</translation>
    </message>
    <message>
        <source>Save changes?</source>
        <translation>Save changes?</translation>
    </message>
    <message>
        <source>Save the changes to {name}?</source>
        <translation>Save the changes to {name}?</translation>
    </message>
    <message>
        <source>Save your work on {name}?</source>
        <translation>Save your work on {name}?</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>Stop and close</translation>
    </message>
    <message>
        <source>Stop and close?</source>
        <translation>Stop and close?</translation>
    </message>
    <message>
        <source>What you have not saved is lost too.</source>
        <translation>What you have not saved is lost too.</translation>
    </message>
    <message>
        <source>Without saving they are lost.</source>
        <translation>Without saving they are lost.</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>&amp;Compare</source>
        <translation>&amp;Compare</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Edit</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;File</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Help</translation>
    </message>
    <message>
        <source>&amp;Mask</source>
        <translation>&amp;Mask</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>&amp;Tools</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;View</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>&amp;Window</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100 %</translation>
    </message>
    <message>
        <source>200 %</source>
        <translation>200 %</translation>
    </message>
    <message>
        <source>About Inpaint Studio</source>
        <translation>About Inpaint Studio</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Brush</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Clear the mask</source>
        <translation>Clear the mask</translation>
    </message>
    <message>
        <source>Clear the sources</source>
        <translation>Clear the sources</translation>
    </message>
    <message>
        <source>Clone stamp</source>
        <translation>Clone stamp</translation>
    </message>
    <message>
        <source>Close gaps in the mask</source>
        <translation>Close gaps in the mask</translation>
    </message>
    <message>
        <source>Close the photo</source>
        <translation>Close the photo</translation>
    </message>
    <message>
        <source>Compare engines…</source>
        <translation>Compare engines…</translation>
    </message>
    <message>
        <source>Compare wipe</source>
        <translation>Compare wipe</translation>
    </message>
    <message>
        <source>Copy the picture</source>
        <translation>Copy the picture</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>Crop</translation>
    </message>
    <message>
        <source>Crop to the mask</source>
        <translation>Crop to the mask</translation>
    </message>
    <message>
        <source>Discard the result</source>
        <translation>Discard the result</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>Ellipse</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>Eraser</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Export…</translation>
    </message>
    <message>
        <source>F&amp;ill</source>
        <translation>F&amp;ill</translation>
    </message>
    <message>
        <source>Feather…</source>
        <translation>Feather…</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Fill</translation>
    </message>
    <message>
        <source>Fill after each stroke</source>
        <translation>Fill after each stroke</translation>
    </message>
    <message>
        <source>Fit the photo</source>
        <translation>Fit the photo</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Full screen</translation>
    </message>
    <message>
        <source>Grow…</source>
        <translation>Grow…</translation>
    </message>
    <message>
        <source>Hand</source>
        <translation>Hand</translation>
    </message>
    <message>
        <source>Harder brush</source>
        <translation>Harder brush</translation>
    </message>
    <message>
        <source>Hide the panels</source>
        <translation>Hide the panels</translation>
    </message>
    <message>
        <source>History</source>
        <translation>History</translation>
    </message>
    <message>
        <source>Invert the mask</source>
        <translation>Invert the mask</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Keep</translation>
    </message>
    <message>
        <source>Larger brush</source>
        <translation>Larger brush</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>Lasso</translation>
    </message>
    <message>
        <source>Last mask again</source>
        <translation>Last mask again</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Layers</translation>
    </message>
    <message>
        <source>Load a mask…</source>
        <translation>Load a mask…</translation>
    </message>
    <message>
        <source>Mask as an outline</source>
        <translation>Mask as an outline</translation>
    </message>
    <message>
        <source>Mask of the previous photo</source>
        <translation>Mask of the previous photo</translation>
    </message>
    <message>
        <source>Models of others…</source>
        <translation>Models of others…</translation>
    </message>
    <message>
        <source>Navigator</source>
        <translation>Navigator</translation>
    </message>
    <message>
        <source>Next result</source>
        <translation>Next result</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>Open recent</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Open…</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Paste</translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation>Preferences…</translation>
    </message>
    <message>
        <source>Previous result</source>
        <translation>Previous result</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Quit</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>Rectangle</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Redo</translation>
    </message>
    <message>
        <source>Reset the layout</source>
        <translation>Reset the layout</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Results</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>Save as a project…</source>
        <translation>Save as a project…</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Save as…</translation>
    </message>
    <message>
        <source>Save the mask…</source>
        <translation>Save the mask…</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Shortcuts</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>Show the log</translation>
    </message>
    <message>
        <source>Show the mask</source>
        <translation>Show the mask</translation>
    </message>
    <message>
        <source>Shrink…</source>
        <translation>Shrink…</translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation>Smaller brush</translation>
    </message>
    <message>
        <source>Smart select</source>
        <translation>Smart select</translation>
    </message>
    <message>
        <source>Softer brush</source>
        <translation>Softer brush</translation>
    </message>
    <message>
        <source>Source brush</source>
        <translation>Source brush</translation>
    </message>
    <message>
        <source>Star the result</source>
        <translation>Star the result</translation>
    </message>
    <message>
        <source>Take the crop back</source>
        <translation>Take the crop back</translation>
    </message>
    <message>
        <source>Tool options</source>
        <translation>Tool options</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Tools</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>Variations…</source>
        <translation>Variations…</translation>
    </message>
    <message>
        <source>Which engine suits this photo?</source>
        <translation>Which engine suits this photo?</translation>
    </message>
    <message>
        <source>Wipe to the original</source>
        <translation>Wipe to the original</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Zoom in</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Zoom out</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>{psnr} dB, SSIM {ssim}</source>
        <translation>{psnr} dB, SSIM {ssim}</translation>
    </message>
</context>
<context>
    <name>CompareWorkspace</name>
    <message numerus="yes">
        <source>%n fill(s)</source>
        <translation>
            <numerusform>%n fill</numerusform>
            <numerusform>%n fills</numerusform>
        </translation>
    </message>
    <message>
        <source>Bright is where the two pictures differ.</source>
        <translation>Bright is where the two pictures differ.</translation>
    </message>
    <message>
        <source>Choose a picture that has been filled.</source>
        <translation>Choose a picture that has been filled.</translation>
    </message>
    <message>
        <source>Choose two different pictures.</source>
        <translation>Choose two different pictures.</translation>
    </message>
    <message>
        <source>Click a picture to choose it; zoom and pan move all of them.</source>
        <translation>Click a picture to choose it; zoom and pan move all of them.</translation>
    </message>
    <message>
        <source>Drag the line; arrow keys move it too.</source>
        <translation>Drag the line; arrow keys move it too.</translation>
    </message>
    <message>
        <source>Export a sheet</source>
        <translation>Export a sheet</translation>
    </message>
    <message>
        <source>Fill picked per region</source>
        <translation>Fill picked per region</translation>
    </message>
    <message>
        <source>It takes a fill to pick from.</source>
        <translation>It takes a fill to pick from.</translation>
    </message>
    <message>
        <source>It takes two fills to disagree.</source>
        <translation>It takes two fills to disagree.</translation>
    </message>
    <message>
        <source>Load the true photo</source>
        <translation>Load the true photo</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>PNG pictures (*.png)</source>
        <translation>PNG pictures (*.png)</translation>
    </message>
    <message>
        <source>Paint over what should go before you compare.</source>
        <translation>Paint over what should go before you compare.</translation>
    </message>
    <message>
        <source>Saved {name}.</source>
        <translation>Saved {name}.</translation>
    </message>
    <message>
        <source>The photo has changed since; compare again.</source>
        <translation>The photo has changed since; compare again.</translation>
    </message>
    <message>
        <source>Tick engines and run them.</source>
        <translation>Tick engines and run them.</translation>
    </message>
    <message>
        <source>Where it is bright the engines differ, so what they show there is invented.</source>
        <translation>Where it is bright the engines differ, so what they show there is invented.</translation>
    </message>
    <message>
        <source>against</source>
        <translation>against</translation>
    </message>
    <message>
        <source>{done} of {all} done</source>
        <translation>{done} of {all} done</translation>
    </message>
    <message>
        <source>{first} against {second}</source>
        <translation>{first} against {second}</translation>
    </message>
</context>
<context>
    <name>Crop</name>
    <message>
        <source>Aspect</source>
        <translation>Aspect</translation>
    </message>
    <message>
        <source>Drag a rectangle around what should stay.</source>
        <translation>Drag a rectangle around what should stay.</translation>
    </message>
    <message>
        <source>Enter crops, Esc leaves all as it is; nothing is lost, Uncrop shows the whole again.</source>
        <translation>Enter crops, Esc leaves all as it is; nothing is lost, Uncrop shows the whole again.</translation>
    </message>
    <message>
        <source>Width to height; a portrait photo gets the same standing upright.</source>
        <translation>Width to height; a portrait photo gets the same standing upright.</translation>
    </message>
</context>
<context>
    <name>DetailsDialog</name>
    <message>
        <source>Copied</source>
        <translation>Copied</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Copy details</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
</context>
<context>
    <name>DragShape</name>
    <message>
        <source>Drag over what should go; Shift keeps the sides equal, Alt subtracts.</source>
        <translation>Drag over what should go; Shift keeps the sides equal, Alt subtracts.</translation>
    </message>
</context>
<context>
    <name>Editing</name>
    <message>
        <source>Crop</source>
        <translation>Crop</translation>
    </message>
    <message>
        <source>Delete fill</source>
        <translation>Delete fill</translation>
    </message>
    <message>
        <source>Fade fill</source>
        <translation>Fade fill</translation>
    </message>
    <message>
        <source>Hide fill</source>
        <translation>Hide fill</translation>
    </message>
    <message>
        <source>Show fill</source>
        <translation>Show fill</translation>
    </message>
    <message>
        <source>The photo is no longer open, so nothing was done.</source>
        <translation>The photo is no longer open, so nothing was done.</translation>
    </message>
    <message>
        <source>Uncrop</source>
        <translation>Uncrop</translation>
    </message>
</context>
<context>
    <name>Ellipse</name>
    <message>
        <source>Ellipse</source>
        <translation>Ellipse</translation>
    </message>
    <message>
        <source>Subtract ellipse</source>
        <translation>Subtract ellipse</translation>
    </message>
</context>
<context>
    <name>EngineCard</name>
    <message>
        <source>A model of others</source>
        <translation>A model of others</translation>
    </message>
    <message>
        <source>A network fitted to this photo alone (deep prior)</source>
        <translation>A network fitted to this photo alone (deep prior)</translation>
    </message>
    <message>
        <source>A trained network (adversarial)</source>
        <translation>A trained network (adversarial)</translation>
    </message>
    <message>
        <source>A trained network (autoencoder)</source>
        <translation>A trained network (autoencoder)</translation>
    </message>
    <message>
        <source>Another seed gives another fill.</source>
        <translation>Another seed gives another fill.</translation>
    </message>
    <message>
        <source>Builds from small learned pieces (sparse coding)</source>
        <translation>Builds from small learned pieces (sparse coding)</translation>
    </message>
    <message>
        <source>Carries colours in from the edge (diffusion)</source>
        <translation>Carries colours in from the edge (diffusion)</translation>
    </message>
    <message>
        <source>Chance</source>
        <translation>Chance</translation>
    </message>
    <message>
        <source>Chooses among the other engines</source>
        <translation>Chooses among the other engines</translation>
    </message>
    <message>
        <source>Continues repeating patterns (low rank)</source>
        <translation>Continues repeating patterns (low rank)</translation>
    </message>
    <message>
        <source>Copies parts of the photo (exemplars)</source>
        <translation>Copies parts of the photo (exemplars)</translation>
    </message>
    <message>
        <source>Good for</source>
        <translation>Good for</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Limits</translation>
    </message>
    <message>
        <source>Papers</source>
        <translation>Papers</translation>
    </message>
    <message>
        <source>The same mask always gives the same fill.</source>
        <translation>The same mask always gives the same fill.</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>What it does</translation>
    </message>
</context>
<context>
    <name>EngineList</name>
    <message>
        <source>Cannot run here: {reason}.</source>
        <translation>Cannot run here: {reason}.</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
</context>
<context>
    <name>EnginePanel</name>
    <message>
        <source>A fill is running</source>
        <translation>A fill is running</translation>
    </message>
    <message>
        <source>About this engine: limits and papers</source>
        <translation>About this engine: limits and papers</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>Compare…</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Fill</translation>
    </message>
    <message>
        <source>Fill after each stroke</source>
        <translation>Fill after each stroke</translation>
    </message>
    <message>
        <source>Fill {count} times with different seeds</source>
        <translation>Fill {count} times with different seeds</translation>
    </message>
    <message>
        <source>For small spots: each stroke is filled and kept at once.</source>
        <translation>For small spots: each stroke is filled and kept at once.</translation>
    </message>
    <message>
        <source>Good for: {what}</source>
        <translation>Good for: {what}</translation>
    </message>
    <message>
        <source>How many variations</source>
        <translation>How many variations</translation>
    </message>
    <message>
        <source>Settings back to their defaults</source>
        <translation>Settings back to their defaults</translation>
    </message>
    <message>
        <source>Takes {engines} for this mask.</source>
        <translation>Takes {engines} for this mask.</translation>
    </message>
    <message>
        <source>Use {engine}</source>
        <translation>Use {engine}</translation>
    </message>
    <message>
        <source>Variations</source>
        <translation>Variations</translation>
    </message>
    <message>
        <source>{engine} does better with holes of this size.</source>
        <translation>{engine} does better with holes of this size.</translation>
    </message>
    <message>
        <source>{engine} does better with scattered specks.</source>
        <translation>{engine} does better with scattered specks.</translation>
    </message>
    <message>
        <source>{engine} is meant for holes up to {widest} px across; this one is {width} px.</source>
        <translation>{engine} is meant for holes up to {widest} px across; this one is {width} px.</translation>
    </message>
</context>
<context>
    <name>EngineRow</name>
    <message>
        <source>Add with other parameters</source>
        <translation>Add with other parameters</translation>
    </message>
    <message>
        <source>Cannot run here: {reason}.</source>
        <translation>Cannot run here: {reason}.</translation>
    </message>
</context>
<context>
    <name>EntrantBox</name>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
</context>
<context>
    <name>Eraser</name>
    <message>
        <source>Erase the mask; Alt paints it, Shift-click draws a line.</source>
        <translation>Erase the mask; Alt paints it, Shift-click draws a line.</translation>
    </message>
</context>
<context>
    <name>ErrorDialog</name>
    <message>
        <source>Copy details</source>
        <translation>Copy details</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation>Something went wrong</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Always in one folder</source>
        <translation>Always in one folder</translation>
    </message>
    <message>
        <source>Beside the photo</source>
        <translation>Beside the photo</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Choose…</translation>
    </message>
    <message>
        <source>Clear the list</source>
        <translation>Clear the list</translation>
    </message>
    <message>
        <source>Folders of Inpaint Studio</source>
        <translation>Folders of Inpaint Studio</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>None yet</translation>
    </message>
    <message>
        <source>Only the first of {count} files was opened.</source>
        <translation>Only the first of {count} files was opened.</translation>
    </message>
    <message>
        <source>Open a photo</source>
        <translation>Open a photo</translation>
    </message>
    <message>
        <source>Opening {name} …</source>
        <translation>Opening {name} …</translation>
    </message>
    <message>
        <source>Photos and projects (*.jpg *.jpeg *.png *.tif *.tiff *.webp *.bmp *.gif *.heic *.heif *.avif *.jxl *.jp2 *.dng *.nef *.cr2 *.cr3 *.arw *.orf *.rw2 *.raf *.ora);;All files (*)</source>
        <translation>Photos and projects (*.jpg *.jpeg *.png *.tif *.tiff *.webp *.bmp *.gif *.heic *.heif *.avif *.jxl *.jp2 *.dng *.nef *.cr2 *.cr3 *.arw *.orf *.rw2 *.raf *.ora);;All files (*)</translation>
    </message>
    <message>
        <source>Photos: {count}</source>
        <translation>Photos: {count}</translation>
    </message>
    <message>
        <source>Recent photos</source>
        <translation>Recent photos</translation>
    </message>
    <message>
        <source>Save photos</source>
        <translation>Save photos</translation>
    </message>
    <message>
        <source>Save photos in</source>
        <translation>Save photos in</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>Show the log</translation>
    </message>
    <message>
        <source>Show the settings</source>
        <translation>Show the settings</translation>
    </message>
    <message>
        <source>The picture is on the clipboard.</source>
        <translation>The picture is on the clipboard.</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>Untitled</translation>
    </message>
    <message>
        <source>the picture</source>
        <translation>the picture</translation>
    </message>
</context>
<context>
    <name>FillButton</name>
    <message>
        <source>Cancel</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Fill</translation>
    </message>
    <message>
        <source>Progress of the fill</source>
        <translation>Progress of the fill</translation>
    </message>
    <message>
        <source>{count} to come</source>
        <translation>{count} to come</translation>
    </message>
</context>
<context>
    <name>Fills</name>
    <message>
        <source>Fill again</source>
        <translation>Fill again</translation>
    </message>
    <message>
        <source>Fill with {engine}</source>
        <translation>Fill with {engine}</translation>
    </message>
    <message>
        <source>Paint over what should go, then fill.</source>
        <translation>Paint over what should go, then fill.</translation>
    </message>
    <message>
        <source>The picture has changed meanwhile, so the fill stays as it was.</source>
        <translation>The picture has changed meanwhile, so the fill stays as it was.</translation>
    </message>
    <message>
        <source>The picture has changed meanwhile; undo brings this fill to light.</source>
        <translation>The picture has changed meanwhile; undo brings this fill to light.</translation>
    </message>
    <message>
        <source>This fill was not made by an engine, so it cannot be run again.</source>
        <translation>This fill was not made by an engine, so it cannot be run again.</translation>
    </message>
</context>
<context>
    <name>FirstRunHints</name>
    <message>
        <source>Paint over what should go.</source>
        <translation>Paint over what should go.</translation>
    </message>
    <message>
        <source>Press {key} to fill what you have painted.</source>
        <translation>Press {key} to fill what you have painted.</translation>
    </message>
    <message>
        <source>{keep} keeps this result, {again} tries again.</source>
        <translation>{keep} keeps this result, {again} tries again.</translation>
    </message>
</context>
<context>
    <name>Footer</name>
    <message>
        <source>Stop</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Stop all</source>
        <translation>Stop all</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Use this one</source>
        <translation>Use this one</translation>
    </message>
</context>
<context>
    <name>Hand</name>
    <message>
        <source>Drag to move the picture; a double-click shows all of it.</source>
        <translation>Drag to move the picture; a double-click shows all of it.</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Back to the photo (Esc)</source>
        <translation>Back to the photo (Esc)</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>Blink</translation>
    </message>
    <message>
        <source>Choose engines</source>
        <translation>Choose engines</translation>
    </message>
    <message>
        <source>Compare with the truth</source>
        <translation>Compare with the truth</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Difference</translation>
    </message>
    <message>
        <source>Disagreement</source>
        <translation>Disagreement</translation>
    </message>
    <message>
        <source>Export a sheet of all pictures</source>
        <translation>Export a sheet of all pictures</translation>
    </message>
    <message>
        <source>Forget the truth</source>
        <translation>Forget the truth</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>Grid</translation>
    </message>
    <message>
        <source>Load the true photo…</source>
        <translation>Load the true photo…</translation>
    </message>
    <message>
        <source>Pick per region</source>
        <translation>Pick per region</translation>
    </message>
    <message>
        <source>The photo itself is true (a test hole)</source>
        <translation>The photo itself is true (a test hole)</translation>
    </message>
    <message>
        <source>Which engine suits this photo?</source>
        <translation>Which engine suits this photo?</translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation>Wipe</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>1 step</source>
        <translation>1 step</translation>
    </message>
    <message>
        <source>History</source>
        <translation>History</translation>
    </message>
    <message>
        <source>Older steps lie on disk and cost no memory.</source>
        <translation>Older steps lie on disk and cost no memory.</translation>
    </message>
    <message>
        <source>Photo opened</source>
        <translation>Photo opened</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Redo</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Steps</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>{count} steps</source>
        <translation>{count} steps</translation>
    </message>
    <message>
        <source>{steps}, {memory}</source>
        <translation>{steps}, {memory}</translation>
    </message>
    <message>
        <source>{step}, undone</source>
        <translation>{step}, undone</translation>
    </message>
</context>
<context>
    <name>HoverButtons</name>
    <message>
        <source>Discard</source>
        <translation>Discard</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Keep</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>Star</translation>
    </message>
    <message>
        <source>Take the star off</source>
        <translation>Take the star off</translation>
    </message>
    <message>
        <source>This engine gives the same fill every time</source>
        <translation>This engine gives the same fill every time</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Try again with another seed</source>
        <translation>Try again with another seed</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Black in the mask: fill</source>
        <translation>Black in the mask: fill</translation>
    </message>
    <message>
        <source>Blue, green, red (OpenCV)</source>
        <translation>Blue, green, red (OpenCV)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>I trust it</source>
        <translation>I trust it</translation>
    </message>
    <message>
        <source>Import a model</source>
        <translation>Import a model</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>Install</translation>
    </message>
    <message>
        <source>Installing it…</source>
        <translation>Installing it…</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Licence</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>No usual way of running it fills the hole and keeps the rest. Choose one if you know better, or write its card and correct that.</source>
        <translation>No usual way of running it fills the hole and keeps the rest. Choose one if you know better, or write its card and correct that.</translation>
    </message>
    <message>
        <source>One way stands out. Look at the pictures, and then install it.</source>
        <translation>One way stands out. Look at the pictures, and then install it.</translation>
    </message>
    <message>
        <source>Order of colours</source>
        <translation>Order of colours</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Progress</translation>
    </message>
    <message>
        <source>Red, green, blue (usual)</source>
        <translation>Red, green, blue (usual)</translation>
    </message>
    <message>
        <source>Several ways work equally well here; look at a real fill before you trust it.</source>
        <translation>Several ways work equally well here; look at a real fill before you trust it.</translation>
    </message>
    <message>
        <source>Shown as</source>
        <translation>Shown as</translation>
    </message>
    <message>
        <source>The card is “{path}”. Correct it, and then install “{name}” from the file.</source>
        <translation>The card is “{path}”. Correct it, and then install “{name}” from the file.</translation>
    </message>
    <message>
        <source>The order of the colours and the licence cannot be seen by trying: look where the model comes from.</source>
        <translation>The order of the colours and the licence cannot be seen by trying: look where the model comes from.</translation>
    </message>
    <message>
        <source>Trying it on a small made-up picture, with the mask both ways round…</source>
        <translation>Trying it on a small made-up picture, with the mask both ways round…</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Values</translation>
    </message>
    <message>
        <source>What it was given</source>
        <translation>What it was given</translation>
    </message>
    <message>
        <source>White in the mask: fill</source>
        <translation>White in the mask: fill</translation>
    </message>
    <message>
        <source>Write the card only</source>
        <translation>Write the card only</translation>
    </message>
    <message>
        <source>cut out beforehand</source>
        <translation>cut out beforehand</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>not known</translation>
    </message>
    <message>
        <source>picture {low} to {high}, mask {fill} = fill and {keep} = keep, result {out_low} to {out_high}</source>
        <translation>picture {low} to {high}, mask {fill} = fill and {keep} = keep, result {out_low} to {out_high}</translation>
    </message>
</context>
<context>
    <name>JoinForm</name>
    <message>
        <source>Edge of the fill</source>
        <translation>Edge of the fill</translation>
    </message>
    <message>
        <source>Even out the whole fill</source>
        <translation>Even out the whole fill</translation>
    </message>
    <message>
        <source>How a step of light between the fill and the photo is closed</source>
        <translation>How a step of light between the fill and the photo is closed</translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation>Leave as it is</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>Match the colour around</source>
        <translation>Match the colour around</translation>
    </message>
    <message>
        <source>Match the grain around</source>
        <translation>Match the grain around</translation>
    </message>
    <message>
        <source>Soften near the edge</source>
        <translation>Soften near the edge</translation>
    </message>
</context>
<context>
    <name>Keeper</name>
    <message>
        <source>This session cannot be kept on disk, so a crash would lose its changes.</source>
        <translation>This session cannot be kept on disk, so a crash would lose its changes.</translation>
    </message>
</context>
<context>
    <name>KeyRecorder</name>
    <message>
        <source>Change</source>
        <translation>Change</translation>
    </message>
    <message>
        <source>Press the keys…</source>
        <translation>Press the keys…</translation>
    </message>
</context>
<context>
    <name>KeymapEditor</name>
    <message>
        <source>Command</source>
        <translation>Command</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>Commands and their keys</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Key</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>No key</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Reset</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Reset all</translation>
    </message>
    <message>
        <source>Search commands and keys</source>
        <translation>Search commands and keys</translation>
    </message>
    <message>
        <source>{key} is for moving the photo.</source>
        <translation>{key} is for moving the photo.</translation>
    </message>
    <message>
        <source>{key} is the key of several commands: {commands}.</source>
        <translation>{key} is the key of several commands: {commands}.</translation>
    </message>
    <message>
        <source>{key} was taken from: {commands}.</source>
        <translation>{key} was taken from: {commands}.</translation>
    </message>
</context>
<context>
    <name>Lasso</name>
    <message>
        <source>Click for more corners; Enter or a double-click closes, Backspace goes back one.</source>
        <translation>Click for more corners; Enter or a double-click closes, Backspace goes back one.</translation>
    </message>
    <message>
        <source>Drag around what should go, or click corner by corner; Shift keeps to 45°.</source>
        <translation>Drag around what should go, or click corner by corner; Shift keeps to 45°.</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>Lasso</translation>
    </message>
    <message>
        <source>Subtract lasso</source>
        <translation>Subtract lasso</translation>
    </message>
</context>
<context>
    <name>LayersPanel</name>
    <message>
        <source>Delete</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>Delete the fill</source>
        <translation>Delete the fill</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Fill</translation>
    </message>
    <message>
        <source>Fill again</source>
        <translation>Fill again</translation>
    </message>
    <message>
        <source>Fill again with another seed</source>
        <translation>Fill again with another seed</translation>
    </message>
    <message>
        <source>Fill again with other settings…</source>
        <translation>Fill again with other settings…</translation>
    </message>
    <message>
        <source>Fills that you keep are listed here.</source>
        <translation>Fills that you keep are listed here.</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Hide</translation>
    </message>
    <message>
        <source>Kept fills</source>
        <translation>Kept fills</translation>
    </message>
    <message>
        <source>Kept fills, the newest first</source>
        <translation>Kept fills, the newest first</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>Opacity</translation>
    </message>
    <message>
        <source>Opacity of the fill</source>
        <translation>Opacity of the fill</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Show</translation>
    </message>
    <message>
        <source>Show on the photo</source>
        <translation>Show on the photo</translation>
    </message>
    <message>
        <source>This fill was not made by an engine</source>
        <translation>This fill was not made by an engine</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>hidden</translation>
    </message>
</context>
<context>
    <name>MapPane</name>
    <message>
        <source>the same</source>
        <translation>the same</translation>
    </message>
    <message>
        <source>very different</source>
        <translation>very different</translation>
    </message>
    <message>
        <source>{value} ΔE</source>
        <translation>{value} ΔE</translation>
    </message>
</context>
<context>
    <name>MaskDialog</name>
    <message>
        <source>Blends the fill with the photo along the inside of the edge.</source>
        <translation>Blends the fill with the photo along the inside of the edge.</translation>
    </message>
    <message>
        <source>Feather mask by {px} px</source>
        <translation>Feather mask by {px} px</translation>
    </message>
    <message>
        <source>Feather the mask</source>
        <translation>Feather the mask</translation>
    </message>
    <message>
        <source>Grow mask by {px} px</source>
        <translation>Grow mask by {px} px</translation>
    </message>
    <message>
        <source>Grow the mask</source>
        <translation>Grow the mask</translation>
    </message>
    <message>
        <source>Shrink mask by {px} px</source>
        <translation>Shrink mask by {px} px</translation>
    </message>
    <message>
        <source>Shrink the mask</source>
        <translation>Shrink the mask</translation>
    </message>
    <message>
        <source>Spreads over a rim around what is marked.</source>
        <translation>Spreads over a rim around what is marked.</translation>
    </message>
    <message>
        <source>Withdraws from the edge of what is marked.</source>
        <translation>Withdraws from the edge of what is marked.</translation>
    </message>
</context>
<context>
    <name>MaskFiles</name>
    <message>
        <source>Load a mask</source>
        <translation>Load a mask</translation>
    </message>
    <message>
        <source>Mask of the previous photo</source>
        <translation>Mask of the previous photo</translation>
    </message>
    <message>
        <source>PNG (*.png)</source>
        <translation>PNG (*.png)</translation>
    </message>
    <message>
        <source>Pictures (*.png *.tif *.tiff *.bmp *.jpg *.jpeg *.webp);;All files (*)</source>
        <translation>Pictures (*.png *.tif *.tiff *.bmp *.jpg *.jpeg *.webp);;All files (*)</translation>
    </message>
    <message>
        <source>Save the mask</source>
        <translation>Save the mask</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>Saved {name}</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>photo</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>, {free} free</source>
        <translation>, {free} free</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>All files</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Give its memory back</source>
        <translation>Give its memory back</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Go on</translation>
    </message>
    <message>
        <source>I trust it</source>
        <translation>I trust it</translation>
    </message>
    <message>
        <source>Import a model</source>
        <translation>Import a model</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Import…</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>Install</translation>
    </message>
    <message>
        <source>Install a model that is not in this list</source>
        <translation>Install a model that is not in this list</translation>
    </message>
    <message>
        <source>Install from a file</source>
        <translation>Install from a file</translation>
    </message>
    <message>
        <source>Install from a file…</source>
        <translation>Install from a file…</translation>
    </message>
    <message>
        <source>Its page</source>
        <translation>Its page</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Licence</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Memory</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Model</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Models</translation>
    </message>
    <message>
        <source>Models of others</source>
        <translation>Models of others</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Progress</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>Remove the model “{name}”? It can be installed again later.</source>
        <translation>Remove the model “{name}”? It can be installed again later.</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Size</translation>
    </message>
    <message>
        <source>State</source>
        <translation>State</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>cannot be used</translation>
    </message>
    <message>
        <source>installed</source>
        <translation>installed</translation>
    </message>
    <message>
        <source>not installed</source>
        <translation>not installed</translation>
    </message>
    <message>
        <source>partly fetched</source>
        <translation>partly fetched</translation>
    </message>
    <message>
        <source>set to stay offline</source>
        <translation>set to stay offline</translation>
    </message>
    <message>
        <source>{name}: {done} of {total}</source>
        <translation>{name}: {done} of {total}</translation>
    </message>
    <message>
        <source>{used} in {folder}</source>
        <translation>{used} in {folder}</translation>
    </message>
</context>
<context>
    <name>Navigator</name>
    <message>
        <source>Fit the photo in the window</source>
        <translation>Fit the photo in the window</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Dismiss</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>Notice</translation>
    </message>
</context>
<context>
    <name>Outcome</name>
    <message>
        <source>Right: it fills the hole, and the rest comes back.</source>
        <translation>Right: it fills the hole, and the rest comes back.</translation>
    </message>
    <message>
        <source>Wrong: the hole comes back as it was.</source>
        <translation>Wrong: the hole comes back as it was.</translation>
    </message>
    <message>
        <source>Wrong: the hole comes back grey.</source>
        <translation>Wrong: the hole comes back grey.</translation>
    </message>
    <message>
        <source>Wrong: the rest of the picture does not come back.</source>
        <translation>Wrong: the rest of the picture does not come back.</translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message>
        <source>Overview of the photo</source>
        <translation>Overview of the photo</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Colour of the mask</source>
        <translation>Colour of the mask</translation>
    </message>
</context>
<context>
    <name>PairRow</name>
    <message>
        <source>First picture</source>
        <translation>First picture</translation>
    </message>
    <message>
        <source>Second picture</source>
        <translation>Second picture</translation>
    </message>
    <message>
        <source>Swap the two</source>
        <translation>Swap the two</translation>
    </message>
</context>
<context>
    <name>ParamForm</name>
    <message>
        <source>More options</source>
        <translation>More options</translation>
    </message>
</context>
<context>
    <name>ParamsDialog</name>
    <message>
        <source>Add</source>
        <translation>Add</translation>
    </message>
</context>
<context>
    <name>Performance</name>
    <message>
        <source>Set by {variable}</source>
        <translation>Set by {variable}</translation>
    </message>
</context>
<context>
    <name>PhotoCard</name>
    <message>
        <source>Not found</source>
        <translation>Not found</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>Remove from the list</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Appearance</source>
        <translation>Appearance</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Brush</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Files</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>Keyboard</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Pages</translation>
    </message>
    <message>
        <source>Performance</source>
        <translation>Performance</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>Preferences</translation>
    </message>
</context>
<context>
    <name>ProbePanel</name>
    <message>
        <source>Back to the engines</source>
        <translation>Back to the engines</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>Best</translation>
    </message>
    <message>
        <source>Compare the best</source>
        <translation>Compare the best</translation>
    </message>
    <message>
        <source>Fewer than two engines could fill the places.</source>
        <translation>Fewer than two engines could fill the places.</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>Last</translation>
    </message>
    <message>
        <source>Looking for intact places…</source>
        <translation>Looking for intact places…</translation>
    </message>
    <message numerus="yes">
        <source>No clear winner at %n place(s): {names} are too close to tell apart.</source>
        <translation>
            <numerusform>No clear winner at %n place: {names} are too close to tell apart.</numerusform>
            <numerusform>No clear winner at %n places: {names} are too close to tell apart.</numerusform>
        </translation>
    </message>
    <message>
        <source>Only the densest part of the mask was tried.</source>
        <translation>Only the densest part of the mask was tried.</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>Others</translation>
    </message>
    <message>
        <source>Paint over what should go first: the shape of the mask is tried.</source>
        <translation>Paint over what should go first: the shape of the mask is tried.</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Progress</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Stopped.</translation>
    </message>
    <message>
        <source>The places were tried at {percent} of their size, to be quick.</source>
        <translation>The places were tried at {percent} of their size, to be quick.</translation>
    </message>
    <message>
        <source>The shape was tried at {percent} of its size, for there was no room for all of it.</source>
        <translation>The shape was tried at {percent} of its size, for there was no room for all of it.</translation>
    </message>
    <message>
        <source>There is no intact place where the shape of the mask fits.</source>
        <translation>There is no intact place where the shape of the mask fits.</translation>
    </message>
    <message>
        <source>Tick at least two engines.</source>
        <translation>Tick at least two engines.</translation>
    </message>
    <message>
        <source>Tries them on intact places like the hole, where the truth is known.</source>
        <translation>Tries them on intact places like the hole, where the truth is known.</translation>
    </message>
    <message>
        <source>Truth</source>
        <translation>Truth</translation>
    </message>
    <message>
        <source>Try them</source>
        <translation>Try them</translation>
    </message>
    <message>
        <source>Which engine suits this photo?</source>
        <translation>Which engine suits this photo?</translation>
    </message>
    <message>
        <source>{done} of {all} tries done</source>
        <translation>{done} of {all} tries done</translation>
    </message>
    <message numerus="yes">
        <source>{first} suits this photo best: at {wins} of %n place(s) it came closer than {second}.</source>
        <translation>
            <numerusform>{first} suits this photo best: at {wins} of %n place it came closer than {second}.</numerusform>
            <numerusform>{first} suits this photo best: at {wins} of %n places it came closer than {second}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RecoveryDialog</name>
    <message>
        <source>1 step</source>
        <translation>1 step</translation>
    </message>
    <message>
        <source>Bring back your work</source>
        <translation>Bring back your work</translation>
    </message>
    <message>
        <source>Discard the session?</source>
        <translation>Discard the session?</translation>
    </message>
    <message>
        <source>Discard…</source>
        <translation>Discard…</translation>
    </message>
    <message>
        <source>Inpaint Studio ended before these were saved.</source>
        <translation>Inpaint Studio ended before these were saved.</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>Locate the photo</source>
        <translation>Locate the photo</translation>
    </message>
    <message>
        <source>Locate the photo…</source>
        <translation>Locate the photo…</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Restore</translation>
    </message>
    <message>
        <source>Sessions to bring back</source>
        <translation>Sessions to bring back</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>Untitled</translation>
    </message>
    <message>
        <source>What was done to {name} cannot be brought back then.</source>
        <translation>What was done to {name} cannot be brought back then.</translation>
    </message>
    <message>
        <source>{count} steps</source>
        <translation>{count} steps</translation>
    </message>
</context>
<context>
    <name>Rectangle</name>
    <message>
        <source>Rectangle</source>
        <translation>Rectangle</translation>
    </message>
    <message>
        <source>Subtract rectangle</source>
        <translation>Subtract rectangle</translation>
    </message>
</context>
<context>
    <name>RefillDialog</name>
    <message>
        <source>Fill again</source>
        <translation>Fill again</translation>
    </message>
    <message>
        <source>The same place is filled once more, with another seed.</source>
        <translation>The same place is filled once more, with another seed.</translation>
    </message>
</context>
<context>
    <name>RegionPane</name>
    <message>
        <source>The photo has changed since; compare again.</source>
        <translation>The photo has changed since; compare again.</translation>
    </message>
</context>
<context>
    <name>RegionRow</name>
    <message>
        <source>Brush</source>
        <translation>Brush</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>Brush size</translation>
    </message>
    <message>
        <source>Keep the mixture</source>
        <translation>Keep the mixture</translation>
    </message>
    <message>
        <source>Paint where the chosen fill should show.</source>
        <translation>Paint where the chosen fill should show.</translation>
    </message>
    <message>
        <source>Show colours</source>
        <translation>Show colours</translation>
    </message>
    <message>
        <source>Take the last stroke back</source>
        <translation>Take the last stroke back</translation>
    </message>
    <message>
        <source>px</source>
        <translation>px</translation>
    </message>
</context>
<context>
    <name>ReplaceQuestion</name>
    <message>
        <source>It is in {folder}. Replacing it overwrites its contents.</source>
        <translation>It is in {folder}. Replacing it overwrites its contents.</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Replace</translation>
    </message>
    <message>
        <source>Replace the file?</source>
        <translation>Replace the file?</translation>
    </message>
    <message>
        <source>{name} already exists. Replace it?</source>
        <translation>{name} already exists. Replace it?</translation>
    </message>
</context>
<context>
    <name>ResultsStrip</name>
    <message>
        <source>+ variation</source>
        <translation>+ variation</translation>
    </message>
    <message>
        <source>Choose a result first</source>
        <translation>Choose a result first</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Discard</translation>
    </message>
    <message>
        <source>Fill once more with another seed</source>
        <translation>Fill once more with another seed</translation>
    </message>
    <message>
        <source>Fill something first</source>
        <translation>Fill something first</translation>
    </message>
    <message>
        <source>Fills appear here: look at each, then keep the one you like.</source>
        <translation>Fills appear here: look at each, then keep the one you like.</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Keep</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Results</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>Star</translation>
    </message>
    <message>
        <source>Stopped early</source>
        <translation>Stopped early</translation>
    </message>
    <message>
        <source>Take the star off</source>
        <translation>Take the star off</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>starred</source>
        <translation>starred</translation>
    </message>
    <message>
        <source>without a fill</source>
        <translation>without a fill</translation>
    </message>
    <message>
        <source>{count} to come</source>
        <translation>{count} to come</translation>
    </message>
    <message>
        <source>{engine} gives the same fill every time</source>
        <translation>{engine} gives the same fill every time</translation>
    </message>
    <message>
        <source>{engine} is filling, {percent}</source>
        <translation>{engine} is filling, {percent}</translation>
    </message>
</context>
<context>
    <name>SaveOptionsDialog</name>
    <message>
        <source>100 is the best and the largest.</source>
        <translation>100 is the best and the largest.</translation>
    </message>
    <message>
        <source>A small file from which the same fill can be made again, byte for byte.</source>
        <translation>A small file from which the same fill can be made again, byte for byte.</translation>
    </message>
    <message>
        <source>As good as the original</source>
        <translation>As good as the original</translation>
    </message>
    <message>
        <source>Keep 16 bits per channel</source>
        <translation>Keep 16 bits per channel</translation>
    </message>
    <message>
        <source>Keep camera data and texts (EXIF, XMP)</source>
        <translation>Keep camera data and texts (EXIF, XMP)</translation>
    </message>
    <message>
        <source>Lossless</source>
        <translation>Lossless</translation>
    </message>
    <message>
        <source>Only a whole photo with one fill by an engine can be repeated.</source>
        <translation>Only a whole photo with one fill by an engine can be repeated.</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Quality</translation>
    </message>
    <message>
        <source>Save as {format}</source>
        <translation>Save as {format}</translation>
    </message>
    <message>
        <source>The colour profile is always kept.</source>
        <translation>The colour profile is always kept.</translation>
    </message>
    <message>
        <source>This format has 8 bits per channel; take PNG or TIFF to keep all 16.</source>
        <translation>This format has 8 bits per channel; take PNG or TIFF to keep all 16.</translation>
    </message>
    <message>
        <source>This format has no transparency, so the photo will be laid on white.</source>
        <translation>This format has no transparency, so the photo will be laid on white.</translation>
    </message>
    <message>
        <source>Write beside it how the fill can be repeated</source>
        <translation>Write beside it how the fill can be repeated</translation>
    </message>
</context>
<context>
    <name>Saver</name>
    <message>
        <source>BMP (*.bmp)</source>
        <translation>BMP (*.bmp)</translation>
    </message>
    <message>
        <source>Export a copy</source>
        <translation>Export a copy</translation>
    </message>
    <message>
        <source>JPEG (*.jpg *.jpeg *.jpe *.jfif)</source>
        <translation>JPEG (*.jpg *.jpeg *.jpe *.jfif)</translation>
    </message>
    <message>
        <source>PNG (*.png)</source>
        <translation>PNG (*.png)</translation>
    </message>
    <message>
        <source>Project for Inpaint Studio, GIMP and Krita (*.ora)</source>
        <translation>Project for Inpaint Studio, GIMP and Krita (*.ora)</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>Save as</translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation>Save the project</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>Saved {name}</translation>
    </message>
    <message>
        <source>Saving {name} …</source>
        <translation>Saving {name} …</translation>
    </message>
    <message>
        <source>TIFF (*.tif *.tiff)</source>
        <translation>TIFF (*.tif *.tiff)</translation>
    </message>
    <message>
        <source>The fill that was shown is kept now.</source>
        <translation>The fill that was shown is kept now.</translation>
    </message>
    <message>
        <source>Wait until the file is saved.</source>
        <translation>Wait until the file is saved.</translation>
    </message>
    <message>
        <source>WebP (*.webp)</source>
        <translation>WebP (*.webp)</translation>
    </message>
    <message>
        <source>healed</source>
        <translation>healed</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>photo</translation>
    </message>
</context>
<context>
    <name>SeedControl</name>
    <message>
        <source>Another seed</source>
        <translation>Another seed</translation>
    </message>
    <message>
        <source>Each seed gives another fill; the same seed gives the same fill.</source>
        <translation>Each seed gives another fill; the same seed gives the same fill.</translation>
    </message>
    <message>
        <source>Same again</source>
        <translation>Same again</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Use this seed for the next fill too</source>
        <translation>Use this seed for the next fill too</translation>
    </message>
    <message>
        <source>new</source>
        <translation>new</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>Untitled</source>
        <translation>Untitled</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>A new language shows at the next start.</source>
        <translation>A new language shows at the next start.</translation>
    </message>
    <message>
        <source>All {cores} cores</source>
        <translation>All {cores} cores</translation>
    </message>
    <message>
        <source>Apple GPU</source>
        <translation>Apple GPU</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>As the system</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatic</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Colour</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Device</translation>
    </message>
    <message>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation>Hardness</translation>
    </message>
    <message>
        <source>Keep loaded</source>
        <translation>Keep loaded</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>Largest photo</source>
        <translation>Largest photo</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Mask</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Memory</translation>
    </message>
    <message>
        <source>Memory of models that stay loaded between fills; holds from the next fill on.</source>
        <translation>Memory of models that stay loaded between fills; holds from the next fill on.</translation>
    </message>
    <message>
        <source>Models of others</source>
        <translation>Models of others</translation>
    </message>
    <message>
        <source>NVIDIA GPU</source>
        <translation>NVIDIA GPU</translation>
    </message>
    <message>
        <source>Older steps lie on disk; a change holds from the next photo on.</source>
        <translation>Older steps lie on disk; a change holds from the next photo on.</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>Opacity</translation>
    </message>
    <message>
        <source>Pen pressure sets the size</source>
        <translation>Pen pressure sets the size</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Processor</translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation>Reduce motion</translation>
    </message>
    <message>
        <source>Show it as an outline</source>
        <translation>Show it as an outline</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Size</translation>
    </message>
    <message>
        <source>Stay offline: fetch no models</source>
        <translation>Stay offline: fetch no models</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Theme</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>none</source>
        <translation>none</translation>
    </message>
    <message>
        <source>简体中文</source>
        <translation>简体中文</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Not done yet.</source>
        <translation>Not done yet.</translation>
    </message>
    <message>
        <source>Photo and hole</source>
        <translation>Photo and hole</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Stopped.</translation>
    </message>
    <message>
        <source>Truth</source>
        <translation>Truth</translation>
    </message>
    <message>
        <source>{pixels} px</source>
        <translation>{pixels} px</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>No command is called so.</source>
        <translation>No command is called so.</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Shortcuts</translation>
    </message>
    <message>
        <source>The keys of the photo: Space moves it, the wheel zooms, Alt flips brush and eraser.</source>
        <translation>The keys of the photo: Space moves it, the wheel zooms, Alt flips brush and eraser.</translation>
    </message>
</context>
<context>
    <name>Slider</name>
    <message>
        <source>Reset to {value}</source>
        <translation>Reset to {value}</translation>
    </message>
</context>
<context>
    <name>SmartSelect</name>
    <message>
        <source>Drag a box around what should go.</source>
        <translation>Drag a box around what should go.</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>Draw</translation>
    </message>
    <message>
        <source>Grow</source>
        <translation>Grow</translation>
    </message>
    <message>
        <source>How far the selection reaches beyond the object, so that no rim of it stays.</source>
        <translation>How far the selection reaches beyond the object, so that no rim of it stays.</translation>
    </message>
    <message>
        <source>Looking for the edges …</source>
        <translation>Looking for the edges …</translation>
    </message>
    <message>
        <source>Smart select</source>
        <translation>Smart select</translation>
    </message>
    <message>
        <source>Stroke over more, or with Alt over too much; Enter takes the selection.</source>
        <translation>Stroke over more, or with Alt over too much; Enter takes the selection.</translation>
    </message>
    <message>
        <source>Stroke over what should go; Alt or the right button marks what stays.</source>
        <translation>Stroke over what should go; Alt or the right button marks what stays.</translation>
    </message>
    <message>
        <source>Strokes over the object, or a box around it that strokes can refine.</source>
        <translation>Strokes over the object, or a box around it that strokes can refine.</translation>
    </message>
</context>
<context>
    <name>SourceBrush</name>
    <message>
        <source>Erase sources</source>
        <translation>Erase sources</translation>
    </message>
    <message>
        <source>Paint sources</source>
        <translation>Paint sources</translation>
    </message>
    <message>
        <source>Paint where fills</source>
        <translation>Paint where fills</translation>
    </message>
    <message>
        <source>Paint where texture may be copied from; Alt or the right button erases.</source>
        <translation>Paint where texture may be copied from; Alt or the right button erases.</translation>
    </message>
    <message>
        <source>Paint where texture must not be copied from; Alt or the right button erases.</source>
        <translation>Paint where texture must not be copied from; Alt or the right button erases.</translation>
    </message>
    <message>
        <source>Whether texture may be copied from the painted places only, or from anywhere else.</source>
        <translation>Whether texture may be copied from the painted places only, or from anywhere else.</translation>
    </message>
</context>
<context>
    <name>StandingBar</name>
    <message>
        <source>Came closer to the truth in {share} of the duels; the thin line is how unsure that is.</source>
        <translation>Came closer to the truth in {share} of the duels; the thin line is how unsure that is.</translation>
    </message>
    <message>
        <source>SSIM {ssim}</source>
        <translation>SSIM {ssim}</translation>
    </message>
    <message numerus="yes">
        <source>failed %n time(s)</source>
        <translation>
            <numerusform>failed %n time</numerusform>
            <numerusform>failed %n times</numerusform>
        </translation>
    </message>
    <message>
        <source>{psnr} dB</source>
        <translation>{psnr} dB</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Damaged portrait</source>
        <translation>Damaged portrait</translation>
    </message>
    <message>
        <source>Fill, try again, keep what you like</source>
        <translation>Fill, try again, keep what you like</translation>
    </message>
    <message>
        <source>Launch pad</source>
        <translation>Launch pad</translation>
    </message>
    <message>
        <source>Meadow</source>
        <translation>Meadow</translation>
    </message>
    <message>
        <source>Open a photo</source>
        <translation>Open a photo</translation>
    </message>
    <message>
        <source>Open a photo…</source>
        <translation>Open a photo…</translation>
    </message>
    <message>
        <source>Paint over what should go</source>
        <translation>Paint over what should go</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Paste</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Recent</translation>
    </message>
    <message>
        <source>Samples to try</source>
        <translation>Samples to try</translation>
    </message>
    <message>
        <source>Take things out of photos, and mend old ones.</source>
        <translation>Take things out of photos, and mend old ones.</translation>
    </message>
    <message>
        <source>or drop a photo into this window</source>
        <translation>or drop a photo into this window</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Cancel the fill (Esc)</source>
        <translation>Cancel the fill (Esc)</translation>
    </message>
    <message>
        <source>Colour under the pointer</source>
        <translation>Colour under the pointer</translation>
    </message>
    <message>
        <source>GPU (CUDA)</source>
        <translation>GPU (CUDA)</translation>
    </message>
    <message>
        <source>GPU (Metal)</source>
        <translation>GPU (Metal)</translation>
    </message>
    <message>
        <source>Memory in use</source>
        <translation>Memory in use</translation>
    </message>
    <message>
        <source>Position of the pointer</source>
        <translation>Position of the pointer</translation>
    </message>
    <message>
        <source>Progress of the fill</source>
        <translation>Progress of the fill</translation>
    </message>
    <message>
        <source>Size of the mask</source>
        <translation>Size of the mask</translation>
    </message>
    <message>
        <source>Size of the photo</source>
        <translation>Size of the photo</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>Time left</translation>
    </message>
    <message>
        <source>Where fills are computed</source>
        <translation>Where fills are computed</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>mask {percent} ({pixels} px)</source>
        <translation>mask {percent} ({pixels} px)</translation>
    </message>
    <message>
        <source>no mask</source>
        <translation>no mask</translation>
    </message>
    <message>
        <source>{device}, 1 thread</source>
        <translation>{device}, 1 thread</translation>
    </message>
    <message>
        <source>{device}, {count} threads</source>
        <translation>{device}, {count} threads</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>{size}, {bits} bit</source>
        <translation>{size}, {bits} bit</translation>
    </message>
    <message>
        <source>{width} × {height}</source>
        <translation>{width} × {height}</translation>
    </message>
    <message>
        <source>{x}, {y}</source>
        <translation>{x}, {y}</translation>
    </message>
</context>
<context>
    <name>Toolbox</name>
    <message>
        <source>Tools</source>
        <translation>Tools</translation>
    </message>
</context>
<context>
    <name>Tools</name>
    <message>
        <source>{width} × {height} px</source>
        <translation>{width} × {height} px</translation>
    </message>
</context>
<context>
    <name>Wipe</name>
    <message>
        <source>Drag the line: left of it is the original.</source>
        <translation>Drag the line: left of it is the original.</translation>
    </message>
</context>
<context>
    <name>Wiring</name>
    <message>
        <source>How many variations?</source>
        <translation>How many variations?</translation>
    </message>
    <message>
        <source>Variations</source>
        <translation>Variations</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>&lt; 1 s</source>
        <translation>&lt; 1 s</translation>
    </message>
    <message>
        <source>&lt; {percent} %</source>
        <translation>&lt; {percent} %</translation>
    </message>
    <message>
        <source>&lt; {seconds} s</source>
        <translation>&lt; {seconds} s</translation>
    </message>
    <message>
        <source>off</source>
        <translation>off</translation>
    </message>
    <message>
        <source>on</source>
        <translation>on</translation>
    </message>
    <message>
        <source>{gigabytes} GB</source>
        <translation>{gigabytes} GB</translation>
    </message>
    <message>
        <source>{kilobytes} kB</source>
        <translation>{kilobytes} kB</translation>
    </message>
    <message>
        <source>{megabytes} MB</source>
        <translation>{megabytes} MB</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} min {seconds} s</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
</context>
<context>
    <name>Zoom</name>
    <message>
        <source>Click to look closer, with Alt or the right button from further away, or drag a box.</source>
        <translation>Click to look closer, with Alt or the right button from further away, or drag a box.</translation>
    </message>
</context>
<context>
    <name>_Overlay</name>
    <message>
        <source>Colour of the mask</source>
        <translation>Colour of the mask</translation>
    </message>
    <message>
        <source>How strongly the mask shows</source>
        <translation>How strongly the mask shows</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>Overlay</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source> and </source>
        <translation> and </translation>
    </message>
    <message>
        <source>'{name}' does not belong to this picture; it tells how another one was filled.</source>
        <translation>'{name}' does not belong to this picture; it tells how another one was filled.</translation>
    </message>
    <message>
        <source>'{name}' has numbers of a kind that cards do not know.</source>
        <translation>'{name}' has numbers of a kind that cards do not know.</translation>
    </message>
    <message>
        <source>'{name}' in it cannot be unpacked</source>
        <translation>'{name}' in it cannot be unpacked</translation>
    </message>
    <message>
        <source>'{name}' in it cannot be used</source>
        <translation>'{name}' in it cannot be used</translation>
    </message>
    <message>
        <source>'{name}' in it is damaged, {reason}</source>
        <translation>'{name}' in it is damaged, {reason}</translation>
    </message>
    <message>
        <source>'{name}' in it is far too long</source>
        <translation>'{name}' in it is far too long</translation>
    </message>
    <message>
        <source>'{name}' in it is missing</source>
        <translation>'{name}' in it is missing</translation>
    </message>
    <message>
        <source>'{name}' in it makes no sense</source>
        <translation>'{name}' in it makes no sense</translation>
    </message>
    <message>
        <source>'{name}' told how the picture before was filled, so it was removed.</source>
        <translation>'{name}' told how the picture before was filled, so it was removed.</translation>
    </message>
    <message>
        <source>'{path}' is damaged. See: inpaint-studio models install {name}</source>
        <translation>'{path}' is damaged. See: inpaint-studio models install {name}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>Another program has changed this project, so its masks and results were left out.</source>
        <translation>Another program has changed this project, so its masks and results were left out.</translation>
    </message>
    <message>
        <source>CMYK was converted to RGB without a profile, as the file has none: colours may differ.</source>
        <translation>CMYK was converted to RGB without a profile, as the file has none: colours may differ.</translation>
    </message>
    <message>
        <source>CMYK was converted to RGB without a profile, as the one in the file cannot be used: colours may differ.</source>
        <translation>CMYK was converted to RGB without a profile, as the one in the file cannot be used: colours may differ.</translation>
    </message>
    <message>
        <source>CMYK was converted to sRGB through its profile ({name}).</source>
        <translation>CMYK was converted to sRGB through its profile ({name}).</translation>
    </message>
    <message>
        <source>Copies of the unchanged picture in the photo's XMP will not be saved.</source>
        <translation>Copies of the unchanged picture in the photo's XMP will not be saved.</translation>
    </message>
    <message>
        <source>Floating-point values were converted to 16 bit.</source>
        <translation>Floating-point values were converted to 16 bit.</translation>
    </message>
    <message>
        <source>In '{file}' these do not fit: {names}. Using their defaults.</source>
        <translation>In '{file}' these do not fit: {names}. Using their defaults.</translation>
    </message>
    <message>
        <source>It has inks beside CMYK. Convert it to RGB first.</source>
        <translation>It has inks beside CMYK. Convert it to RGB first.</translation>
    </message>
    <message>
        <source>It holds floating-point values outside 0 to 1. Convert it to 16 bit first.</source>
        <translation>It holds floating-point values outside 0 to 1. Convert it to 16 bit first.</translation>
    </message>
    <message>
        <source>It holds whole numbers of more than 16 bit. Convert it to 16 bit first.</source>
        <translation>It holds whole numbers of more than 16 bit. Convert it to 16 bit first.</translation>
    </message>
    <message>
        <source>It is a BMP of {kind}, which cannot be read. Convert it to PNG or TIFF first.</source>
        <translation>It is a BMP of {kind}, which cannot be read. Convert it to PNG or TIFF first.</translation>
    </message>
    <message>
        <source>It is a HEIC or HEIF photo. To open such photos: pip install "inpaint-studio[heic]".</source>
        <translation>It is a HEIC or HEIF photo. To open such photos: pip install "inpaint-studio[heic]".</translation>
    </message>
    <message>
        <source>It is a HEIF picture of a coding that cannot be read. Convert it to PNG or TIFF first.</source>
        <translation>It is a HEIF picture of a coding that cannot be read. Convert it to PNG or TIFF first.</translation>
    </message>
    <message>
        <source>It is a JPEG 2000 of a kind that cannot be edited. Convert it to 8 or 16 bit first.</source>
        <translation>It is a JPEG 2000 of a kind that cannot be edited. Convert it to 8 or 16 bit first.</translation>
    </message>
    <message>
        <source>It is a JPEG XL with inks beside its colours. Convert it to PNG or TIFF first.</source>
        <translation>It is a JPEG XL with inks beside its colours. Convert it to PNG or TIFF first.</translation>
    </message>
    <message>
        <source>It is a JPEG of a kind that cannot be read ({kind}). Save it as PNG or TIFF first.</source>
        <translation>It is a JPEG of a kind that cannot be read ({kind}). Save it as PNG or TIFF first.</translation>
    </message>
    <message>
        <source>It is a JPEG of so many scans that decoding it would take very long. Save it as PNG first.</source>
        <translation>It is a JPEG of so many scans that decoding it would take very long. Save it as PNG first.</translation>
    </message>
    <message>
        <source>It is a TGA whose runs go on from row to row. Convert it to PNG or TIFF first.</source>
        <translation>It is a TGA whose runs go on from row to row. Convert it to PNG or TIFF first.</translation>
    </message>
    <message>
        <source>It is a TIFF of {bits} bit, {kind}. Convert it to RGB of 8 or 16 bit first.</source>
        <translation>It is a TIFF of {bits} bit, {kind}. Convert it to RGB of 8 or 16 bit first.</translation>
    </message>
    <message>
        <source>It is a camera raw file of a kind that cannot be developed. Develop it into a TIFF or PNG first.</source>
        <translation>It is a camera raw file of a kind that cannot be developed. Develop it into a TIFF or PNG first.</translation>
    </message>
    <message>
        <source>It is a camera raw file. To open such files: pip install "inpaint-studio[raw]".</source>
        <translation>It is a camera raw file. To open such files: pip install "inpaint-studio[raw]".</translation>
    </message>
    <message>
        <source>It is a large {name} picture, which would take very long to unpack. Convert it to PNG or TIFF first.</source>
        <translation>It is a large {name} picture, which would take very long to unpack. Convert it to PNG or TIFF first.</translation>
    </message>
    <message>
        <source>It is a picture of a kind that cannot be read. Convert it to PNG or TIFF first.</source>
        <translation>It is a picture of a kind that cannot be read. Convert it to PNG or TIFF first.</translation>
    </message>
    <message>
        <source>It is a volume of several slices. Save the slice to edit as a picture of its own.</source>
        <translation>It is a volume of several slices. Save the slice to edit as a picture of its own.</translation>
    </message>
    <message>
        <source>It is an AVIF of more than 268 megapixels or 32768 pixels on one side, which cannot be unpacked. Convert it to PNG or TIFF first.</source>
        <translation>It is an AVIF of more than 268 megapixels or 32768 pixels on one side, which cannot be unpacked. Convert it to PNG or TIFF first.</translation>
    </message>
    <message>
        <source>It is stored in pieces far larger than its picture needs. Save it again, with its colours alone.</source>
        <translation>It is stored in pieces far larger than its picture needs. Save it again, with its colours alone.</translation>
    </message>
    <message>
        <source>It is {kind}. Convert it to PNG or TIFF first.</source>
        <translation>It is {kind}. Convert it to PNG or TIFF first.</translation>
    </message>
    <message>
        <source>Its Content Credentials (C2PA) are about the unchanged photo and will not be saved.</source>
        <translation>Its Content Credentials (C2PA) are about the unchanged photo and will not be saved.</translation>
    </message>
    <message>
        <source>Its compression ({name}) cannot be read. Convert it to PNG or TIFF first.</source>
        <translation>Its compression ({name}) cannot be read. Convert it to PNG or TIFF first.</translation>
    </message>
    <message>
        <source>Its compression ({name}) cannot be read. Save it uncompressed or with Deflate.</source>
        <translation>Its compression ({name}) cannot be read. Save it uncompressed or with Deflate.</translation>
    </message>
    <message>
        <source>JPEG encodes the whole photo again (with {how}), so pixels outside the mask change a little; PNG and TIFF keep them exactly.</source>
        <translation>JPEG encodes the whole photo again (with {how}), so pixels outside the mask change a little; PNG and TIFF keep them exactly.</translation>
    </message>
    <message>
        <source>Lab was converted to sRGB.</source>
        <translation>Lab was converted to sRGB.</translation>
    </message>
    <message>
        <source>ONNX Runtime says: {words}.</source>
        <translation>ONNX Runtime says: {words}.</translation>
    </message>
    <message>
        <source>Only one fill of a whole photo can be repeated, so no sidecar was written.</source>
        <translation>Only one fill of a whole photo can be repeated, so no sidecar was written.</translation>
    </message>
    <message>
        <source>Only the lowest of the {count} layers of this project could be opened.</source>
        <translation>Only the lowest of the {count} layers of this project could be opened.</translation>
    </message>
    <message>
        <source>Photoshop's own data</source>
        <translation>Photoshop's own data</translation>
    </message>
    <message>
        <source>Premultiplied alpha was turned into plain alpha.</source>
        <translation>Premultiplied alpha was turned into plain alpha.</translation>
    </message>
    <message>
        <source>Stopped at {share}: this is the best so far.</source>
        <translation>Stopped at {share}: this is the best so far.</translation>
    </message>
    <message>
        <source>The GPU has too little memory for this fill, so the processor computed it.</source>
        <translation>The GPU has too little memory for this fill, so the processor computed it.</translation>
    </message>
    <message>
        <source>The Photoshop layers of the TIFF will not be saved, only the picture that they make.</source>
        <translation>The Photoshop layers of the TIFF will not be saved, only the picture that they make.</translation>
    </message>
    <message>
        <source>The camera raw file was developed with the camera's white balance; it stays as it is.</source>
        <translation>The camera raw file was developed with the camera's white balance; it stays as it is.</translation>
    </message>
    <message>
        <source>The colour profile is in another file, so it was left out.</source>
        <translation>The colour profile is in another file, so it was left out.</translation>
    </message>
    <message>
        <source>The colour profile of the JPEG XL cannot be read, so its colours were taken for sRGB.</source>
        <translation>The colour profile of the JPEG XL cannot be read, so its colours were taken for sRGB.</translation>
    </message>
    <message>
        <source>The depth map in the photo will not be saved.</source>
        <translation>The depth map in the photo will not be saved.</translation>
    </message>
    <message>
        <source>The file has more than 64 MB of metadata; what goes beyond that was left out.</source>
        <translation>The file has more than 64 MB of metadata; what goes beyond that was left out.</translation>
    </message>
    <message>
        <source>The file holds an animation; only its first frame is used.</source>
        <translation>The file holds an animation; only its first frame is used.</translation>
    </message>
    <message>
        <source>The file holds {count} frames; only the first is used.</source>
        <translation>The file holds {count} frames; only the first is used.</translation>
    </message>
    <message>
        <source>The file holds {count} pages; only the first in full size is used.</source>
        <translation>The file holds {count} pages; only the first in full size is used.</translation>
    </message>
    <message>
        <source>The file holds {count} pages; only the first is used.</source>
        <translation>The file holds {count} pages; only the first is used.</translation>
    </message>
    <message>
        <source>The file holds {count} pictures; only the first is used.</source>
        <translation>The file holds {count} pictures; only the first is used.</translation>
    </message>
    <message>
        <source>The gain map, which makes the photo brighter on HDR screens, will not be saved.</source>
        <translation>The gain map, which makes the photo brighter on HDR screens, will not be saved.</translation>
    </message>
    <message>
        <source>The georeference of the TIFF does not fit the new size and was left out.</source>
        <translation>The georeference of the TIFF does not fit the new size and was left out.</translation>
    </message>
    <message>
        <source>The georeference of the TIFF does not fit the turned photo and will not be saved.</source>
        <translation>The georeference of the TIFF does not fit the turned photo and will not be saved.</translation>
    </message>
    <message>
        <source>The mask covers {percent} % of the photo. If the rest is meant, {way}.</source>
        <translation>The mask covers {percent} % of the photo. If the rest is meant, {way}.</translation>
    </message>
    <message>
        <source>The mask has coloured marks on black, which were taken.</source>
        <translation>The mask has coloured marks on black, which were taken.</translation>
    </message>
    <message>
        <source>The mask has coloured marks on white, which were taken.</source>
        <translation>The mask has coloured marks on white, which were taken.</translation>
    </message>
    <message>
        <source>The mask has one colour, {colour}, on {ground}; it was taken as marked.</source>
        <translation>The mask has one colour, {colour}, on {ground}; it was taken as marked.</translation>
    </message>
    <message>
        <source>The mask holds only the values {low} and {high}; {taken} was taken as marked.</source>
        <translation>The mask holds only the values {low} and {high}; {taken} was taken as marked.</translation>
    </message>
    <message>
        <source>The mask is a coloured picture, not marks on black or white: what is bright in it was taken. Paint what to fill in white on black.</source>
        <translation>The mask is a coloured picture, not marks on black or white: what is bright in it was taken. Paint what to fill in white on black.</translation>
    </message>
    <message>
        <source>The mask is a photo of which a part was erased; the erased part was taken as marked.</source>
        <translation>The mask is a photo of which a part was erased; the erased part was taken as marked.</translation>
    </message>
    <message>
        <source>The mask is of 16 bit but holds only 0 to 255, so it was read as 8 bit.</source>
        <translation>The mask is of 16 bit but holds only 0 to 255, so it was read as 8 bit.</translation>
    </message>
    <message>
        <source>The mask marks nothing: its value is {low} everywhere.</source>
        <translation>The mask marks nothing: its value is {low} everywhere.</translation>
    </message>
    <message>
        <source>The mask marks nothing: its values go from {low} to {high} (of {most}), and only those from {threshold} on are taken.</source>
        <translation>The mask marks nothing: its values go from {low} to {high} (of {most}), and only those from {threshold} on are taken.</translation>
    </message>
    <message>
        <source>The mask was saved by Inpaint Studio; its soft edges are kept.</source>
        <translation>The mask was saved by Inpaint Studio; its soft edges are kept.</translation>
    </message>
    <message>
        <source>The model changed what it should have kept: its card is probably wrong about the mask, a range or the order of the colours.</source>
        <translation>The model changed what it should have kept: its card is probably wrong about the mask, a range or the order of the colours.</translation>
    </message>
    <message>
        <source>The photo's colour profile cannot be used here, so its colours were taken for sRGB.</source>
        <translation>The photo's colour profile cannot be used here, so its colours were taken for sRGB.</translation>
    </message>
    <message>
        <source>The settings in '{file}' are damaged. Using the defaults.</source>
        <translation>The settings in '{file}' are damaged. Using the defaults.</translation>
    </message>
    <message>
        <source>The settings in '{file}' are damaged; they are now '{aside}'. Using the defaults.</source>
        <translation>The settings in '{file}' are damaged; they are now '{aside}'. Using the defaults.</translation>
    </message>
    <message>
        <source>The settings in '{file}' cannot be read: {reason}. Using the defaults.</source>
        <translation>The settings in '{file}' cannot be read: {reason}. Using the defaults.</translation>
    </message>
    <message>
        <source>The video in the photo (a motion photo) will not be saved.</source>
        <translation>The video in the photo (a motion photo) will not be saved.</translation>
    </message>
    <message>
        <source>The {bits} bits of each channel were spread over {count}.</source>
        <translation>The {bits} bits of each channel were spread over {count}.</translation>
    </message>
    <message>
        <source>The {count} layers of this project were joined into one.</source>
        <translation>The {count} layers of this project were joined into one.</translation>
    </message>
    <message>
        <source>The {things} in the file is damaged or far too long; it was left out.</source>
        <translation>The {things} in the file is damaged or far too long; it was left out.</translation>
    </message>
    <message>
        <source>The {things} of the photo is too long for this format and was left out.</source>
        <translation>The {things} of the photo is too long for this format and was left out.</translation>
    </message>
    <message>
        <source>Values of {bits} bit were spread over 16.</source>
        <translation>Values of {bits} bit were spread over 16.</translation>
    </message>
    <message>
        <source>WebP encodes the whole photo again (with quality {quality}), so pixels outside the mask change a little; PNG and TIFF keep them exactly.</source>
        <translation>WebP encodes the whole photo again (with quality {quality}), so pixels outside the mask change a little; PNG and TIFF keep them exactly.</translation>
    </message>
    <message>
        <source>What only some programs understand will not be saved: {things}.</source>
        <translation>What only some programs understand will not be saved: {things}.</translation>
    </message>
    <message>
        <source>a DICOM picture</source>
        <translation>a DICOM picture</translation>
    </message>
    <message>
        <source>a DjVu document</source>
        <translation>a DjVu document</translation>
    </message>
    <message>
        <source>a FITS picture</source>
        <translation>a FITS picture</translation>
    </message>
    <message>
        <source>a JPEG XR picture</source>
        <translation>a JPEG XR picture</translation>
    </message>
    <message>
        <source>a PAM picture</source>
        <translation>a PAM picture</translation>
    </message>
    <message>
        <source>a PDF document</source>
        <translation>a PDF document</translation>
    </message>
    <message>
        <source>a Photoshop document of {bits} bit</source>
        <translation>a Photoshop document of {bits} bit</translation>
    </message>
    <message>
        <source>a Radiance HDR picture</source>
        <translation>a Radiance HDR picture</translation>
    </message>
    <message>
        <source>a WMF drawing</source>
        <translation>a WMF drawing</translation>
    </message>
    <message>
        <source>a ZIP archive</source>
        <translation>a ZIP archive</translation>
    </message>
    <message>
        <source>a checksum in it is wrong</source>
        <translation>a checksum in it is wrong</translation>
    </message>
    <message>
        <source>a compressed archive</source>
        <translation>a compressed archive</translation>
    </message>
    <message>
        <source>a large Photoshop document</source>
        <translation>a large Photoshop document</translation>
    </message>
    <message>
        <source>a number from {low} to {high}</source>
        <translation>a number from {low} to {high}</translation>
    </message>
    <message>
        <source>a picture in GIMP's own format</source>
        <translation>a picture in GIMP's own format</translation>
    </message>
    <message>
        <source>a safetensors file does not say how its network is built. Write a card that names one of the networks here, and name that card.</source>
        <translation>a safetensors file does not say how its network is built. Write a card that names one of the networks here, and name that card.</translation>
    </message>
    <message>
        <source>a video</source>
        <translation>a video</translation>
    </message>
    <message>
        <source>a web page</source>
        <translation>a web page</translation>
    </message>
    <message>
        <source>a whole number from {low} to {high}</source>
        <translation>a whole number from {low} to {high}</translation>
    </message>
    <message>
        <source>an EMF drawing</source>
        <translation>an EMF drawing</translation>
    </message>
    <message>
        <source>an EPS or PostScript drawing</source>
        <translation>an EPS or PostScript drawing</translation>
    </message>
    <message>
        <source>an OpenEXR picture</source>
        <translation>an OpenEXR picture</translation>
    </message>
    <message>
        <source>an SVG drawing</source>
        <translation>an SVG drawing</translation>
    </message>
    <message>
        <source>an engine is called so. Choose another.</source>
        <translation>an engine is called so. Choose another.</translation>
    </message>
    <message>
        <source>an office document</source>
        <translation>an office document</translation>
    </message>
    <message>
        <source>black</source>
        <translation>black</translation>
    </message>
    <message>
        <source>colour profile</source>
        <translation>colour profile</translation>
    </message>
    <message>
        <source>comments</source>
        <translation>comments</translation>
    </message>
    <message>
        <source>data after the picture</source>
        <translation>data after the picture</translation>
    </message>
    <message>
        <source>extended XMP</source>
        <translation>extended XMP</translation>
    </message>
    <message>
        <source>gamma and primaries</source>
        <translation>gamma and primaries</translation>
    </message>
    <message>
        <source>georeference</source>
        <translation>georeference</translation>
    </message>
    <message>
        <source>hierarchical</source>
        <translation>hierarchical</translation>
    </message>
    <message>
        <source>invert it</source>
        <translation>invert it</translation>
    </message>
    <message>
        <source>is a directory</source>
        <translation>is a directory</translation>
    </message>
    <message>
        <source>it claims to hold more than a file of its length can</source>
        <translation>it claims to hold more than a file of its length can</translation>
    </message>
    <message>
        <source>it computes for more than {seconds} seconds on a small picture.</source>
        <translation>it computes for more than {seconds} seconds on a small picture.</translation>
    </message>
    <message>
        <source>it does not begin like a PNG</source>
        <translation>it does not begin like a PNG</translation>
    </message>
    <message>
        <source>it ends too early</source>
        <translation>it ends too early</translation>
    </message>
    <message>
        <source>it gives {outputs}, and no picture.</source>
        <translation>it gives {outputs}, and no picture.</translation>
    </message>
    <message>
        <source>it has no pixels</source>
        <translation>it has no pixels</translation>
    </message>
    <message>
        <source>it has too few channels</source>
        <translation>it has too few channels</translation>
    </message>
    <message>
        <source>it holds values that are not numbers</source>
        <translation>it holds values that are not numbers</translation>
    </message>
    <message>
        <source>it is an ordinary ZIP file.</source>
        <translation>it is an ordinary ZIP file.</translation>
    </message>
    <message>
        <source>it is damaged or was replaced: its checksum is not that of the shipped file</source>
        <translation>it is damaged or was replaced: its checksum is not that of the shipped file</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>it is empty</translation>
    </message>
    <message>
        <source>it is far too long</source>
        <translation>it is far too long</translation>
    </message>
    <message>
        <source>it is incomplete, or not in the format safetensors</source>
        <translation>it is incomplete, or not in the format safetensors</translation>
    </message>
    <message>
        <source>it is neither ONNX nor TorchScript.</source>
        <translation>it is neither ONNX nor TorchScript.</translation>
    </message>
    <message>
        <source>it is not installed. See: inpaint-studio models install {name}</source>
        <translation>it is not installed. See: inpaint-studio models install {name}</translation>
    </message>
    <message>
        <source>it needs the Python package {packages}</source>
        <translation>it needs the Python package {packages}</translation>
    </message>
    <message>
        <source>it takes more than half of the memory for a small picture.</source>
        <translation>it takes more than half of the memory for a small picture.</translation>
    </message>
    <message>
        <source>it takes {count} pictures at once.</source>
        <translation>it takes {count} pictures at once.</translation>
    </message>
    <message>
        <source>it takes {inputs}, and not a picture and a mask.</source>
        <translation>it takes {inputs}, and not a picture and a mask.</translation>
    </message>
    <message>
        <source>it unfolds into more operations than a network has.</source>
        <translation>it unfolds into more operations than a network has.</translation>
    </message>
    <message>
        <source>its contents have changed</source>
        <translation>its contents have changed</translation>
    </message>
    <message>
        <source>its contents make no sense</source>
        <translation>its contents make no sense</translation>
    </message>
    <message>
        <source>its description is damaged</source>
        <translation>its description is damaged</translation>
    </message>
    <message>
        <source>its description is far too long</source>
        <translation>its description is far too long</translation>
    </message>
    <message>
        <source>its first page cannot be found</source>
        <translation>its first page cannot be found</translation>
    </message>
    <message>
        <source>its header is missing</source>
        <translation>its header is missing</translation>
    </message>
    <message>
        <source>its header makes no sense</source>
        <translation>its header makes no sense</translation>
    </message>
    <message>
        <source>its height stands after its pixels</source>
        <translation>its height stands after its pixels</translation>
    </message>
    <message>
        <source>its history makes no sense</source>
        <translation>its history makes no sense</translation>
    </message>
    <message>
        <source>its links lead in a circle</source>
        <translation>its links lead in a circle</translation>
    </message>
    <message>
        <source>its palette is missing</source>
        <translation>its palette is missing</translation>
    </message>
    <message>
        <source>its palette is too short</source>
        <translation>its palette is too short</translation>
    </message>
    <message>
        <source>its parts overlap</source>
        <translation>its parts overlap</translation>
    </message>
    <message>
        <source>its photo is missing</source>
        <translation>its photo is missing</translation>
    </message>
    <message>
        <source>its pixels are missing</source>
        <translation>its pixels are missing</translation>
    </message>
    <message>
        <source>its pixels cannot be unpacked</source>
        <translation>its pixels cannot be unpacked</translation>
    </message>
    <message>
        <source>its pixels unpack to more than the picture has</source>
        <translation>its pixels unpack to more than the picture has</translation>
    </message>
    <message>
        <source>its weights '{path}' are an empty file. Install again.</source>
        <translation>its weights '{path}' are an empty file. Install again.</translation>
    </message>
    <message>
        <source>its weights '{path}' are an empty file. Remove it.</source>
        <translation>its weights '{path}' are an empty file. Remove it.</translation>
    </message>
    <message>
        <source>its weights are missing: there is no file '{path}'. Install again.</source>
        <translation>its weights are missing: there is no file '{path}'. Install again.</translation>
    </message>
    <message>
        <source>its weights cannot be read: {reason}.</source>
        <translation>its weights cannot be read: {reason}.</translation>
    </message>
    <message>
        <source>lossless with arithmetic coding</source>
        <translation>lossless with arithmetic coding</translation>
    </message>
    <message>
        <source>no other engine can run.</source>
        <translation>no other engine can run.</translation>
    </message>
    <message>
        <source>no space left on device</source>
        <translation>no space left on device</translation>
    </message>
    <message>
        <source>no such file or directory</source>
        <translation>no such file or directory</translation>
    </message>
    <message>
        <source>not a directory</source>
        <translation>not a directory</translation>
    </message>
    <message>
        <source>on or off</source>
        <translation>on or off</translation>
    </message>
    <message>
        <source>one of {choices}</source>
        <translation>one of {choices}</translation>
    </message>
    <message>
        <source>permission denied</source>
        <translation>permission denied</translation>
    </message>
    <message>
        <source>quality {quality}</source>
        <translation>quality {quality}</translation>
    </message>
    <message>
        <source>quality {quality} and {sampling} colour</source>
        <translation>quality {quality} and {sampling} colour</translation>
    </message>
    <message>
        <source>resolution</source>
        <translation>resolution</translation>
    </message>
    <message>
        <source>some of its pixels are missing</source>
        <translation>some of its pixels are missing</translation>
    </message>
    <message>
        <source>texts of the PNG</source>
        <translation>texts of the PNG</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>the disk is full</translation>
    </message>
    <message>
        <source>the disk is read-only</source>
        <translation>the disk is read-only</translation>
    </message>
    <message>
        <source>the disk reports an error</source>
        <translation>the disk reports an error</translation>
    </message>
    <message>
        <source>the file is write-protected</source>
        <translation>the file is write-protected</translation>
    </message>
    <message>
        <source>the installed torch is built without CUDA.</source>
        <translation>the installed torch is built without CUDA.</translation>
    </message>
    <message>
        <source>the metadata of its photo is far too long</source>
        <translation>the metadata of its photo is far too long</translation>
    </message>
    <message>
        <source>the name is not valid</source>
        <translation>the name is not valid</translation>
    </message>
    <message>
        <source>the name is too long</source>
        <translation>the name is too long</translation>
    </message>
    <message>
        <source>the original's quantisation tables</source>
        <translation>the original's quantisation tables</translation>
    </message>
    <message>
        <source>the original's quantisation tables and {sampling} colour</source>
        <translation>the original's quantisation tables and {sampling} colour</translation>
    </message>
    <message>
        <source>there is a card of that name. Choose another.</source>
        <translation>there is a card of that name. Choose another.</translation>
    </message>
    <message>
        <source>there is no Apple GPU.</source>
        <translation>there is no Apple GPU.</translation>
    </message>
    <message>
        <source>there is no NVIDIA GPU, or no driver for it.</source>
        <translation>there is no NVIDIA GPU, or no driver for it.</translation>
    </message>
    <message>
        <source>there is no picture in it</source>
        <translation>there is no picture in it</translation>
    </message>
    <message>
        <source>they belong to another network</source>
        <translation>they belong to another network</translation>
    </message>
    <message>
        <source>they belong to another network, '{name}'</source>
        <translation>they belong to another network, '{name}'</translation>
    </message>
    <message>
        <source>too many open files</source>
        <translation>too many open files</translation>
    </message>
    <message>
        <source>torch is not installed.</source>
        <translation>torch is not installed.</translation>
    </message>
    <message>
        <source>uneven subsampling</source>
        <translation>uneven subsampling</translation>
    </message>
    <message>
        <source>white</source>
        <translation>white</translation>
    </message>
    <message>
        <source>write it as '{name}'.</source>
        <translation>write it as '{name}'.</translation>
    </message>
    <message>
        <source>{bits}-bit CMYK was reduced to 8 bit for that.</source>
        <translation>{bits}-bit CMYK was reduced to 8 bit for that.</translation>
    </message>
    <message>
        <source>{count} channels</source>
        <translation>{count} channels</translation>
    </message>
    <message>
        <source>{count} extra channel of the JPEG 2000 will not be saved.</source>
        <translation>{count} extra channel of the JPEG 2000 will not be saved.</translation>
    </message>
    <message>
        <source>{count} extra channel of the TIFF will not be saved.</source>
        <translation>{count} extra channel of the TIFF will not be saved.</translation>
    </message>
    <message>
        <source>{count} extra channels of the JPEG 2000 will not be saved.</source>
        <translation>{count} extra channels of the JPEG 2000 will not be saved.</translation>
    </message>
    <message>
        <source>{count} extra channels of the TIFF will not be saved.</source>
        <translation>{count} extra channels of the TIFF will not be saved.</translation>
    </message>
    <message>
        <source>{engine} does not use a guide.</source>
        <translation>{engine} does not use a guide.</translation>
    </message>
    <message>
        <source>{engine} does not use a source mask.</source>
        <translation>{engine} does not use a source mask.</translation>
    </message>
    <message>
        <source>{engine} is meant for holes up to {widest} px across; this one is {width} px.</source>
        <translation>{engine} is meant for holes up to {widest} px across; this one is {width} px.</translation>
    </message>
    <message>
        <source>{format} cannot hold the {things} of the photo.</source>
        <translation>{format} cannot hold the {things} of the photo.</translation>
    </message>
    <message>
        <source>{format} has 8 bits per channel, so the 16 bits of the photo were reduced to 8.</source>
        <translation>{format} has 8 bits per channel, so the 16 bits of the photo were reduced to 8.</translation>
    </message>
    <message>
        <source>{format} has no transparency, so the photo was laid on white.</source>
        <translation>{format} has no transparency, so the photo was laid on white.</translation>
    </message>
    <message>
        <source>{module} could not be loaded ({kind}: {error})</source>
        <translation>{module} could not be loaded ({kind}: {error})</translation>
    </message>
    <message>
        <source>{module} is not an engine</source>
        <translation>{module} is not an engine</translation>
    </message>
</context>
<context>
    <name>engines</name>
    <message>
        <source>0: copy from anywhere; 1: as measured best.</source>
        <translation>0: copy from anywhere; 1: as measured best.</translation>
    </message>
    <message>
        <source>A model that others trained, run in a process of its own.</source>
        <translation>A model that others trained, run in a process of its own.</translation>
    </message>
    <message>
        <source>Adapt to the photo</source>
        <translation>Adapt to the photo</translation>
    </message>
    <message>
        <source>Atoms in a patch</source>
        <translation>Atoms in a patch</translation>
    </message>
    <message>
        <source>Autoencoder</source>
        <translation>Autoencoder</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatic</translation>
    </message>
    <message>
        <source>Biharmonic</source>
        <translation>Biharmonic</translation>
    </message>
    <message>
        <source>Blend light</source>
        <translation>Blend light</translation>
    </message>
    <message>
        <source>Carries the border inwards, nearest pixels first.</source>
        <translation>Carries the border inwards, nearest pixels first.</translation>
    </message>
    <message>
        <source>Deep prior</source>
        <translation>Deep prior</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Detail</translation>
    </message>
    <message>
        <source>Drawings: manga, comics, screentone, flat colours and lettering.</source>
        <translation>Drawings: manga, comics, screentone, flat colours and lettering.</translation>
    </message>
    <message>
        <source>Even out differences of light between the copied parts.</source>
        <translation>Even out differences of light between the copied parts.</translation>
    </message>
    <message>
        <source>Exemplar</source>
        <translation>Exemplar</translation>
    </message>
    <message>
        <source>Faces, hands and lettering come out wrong.</source>
        <translation>Faces, hands and lettering come out wrong.</translation>
    </message>
    <message>
        <source>Fine detail</source>
        <translation>Fine detail</translation>
    </message>
    <message>
        <source>Fine texture</source>
        <translation>Fine texture</translation>
    </message>
    <message>
        <source>GAN</source>
        <translation>GAN</translation>
    </message>
    <message>
        <source>Hide a rim</source>
        <translation>Hide a rim</translation>
    </message>
    <message>
        <source>Holes wider than some 15 px come out smooth; no people or objects.</source>
        <translation>Holes wider than some 15 px come out smooth; no people or objects.</translation>
    </message>
    <message>
        <source>Holes wider than some 15 px stay smooth; slower than the diffusion engines.</source>
        <translation>Holes wider than some 15 px stay smooth; slower than the diffusion engines.</translation>
    </message>
    <message>
        <source>Holes with more around them than a square of this side are drawn in a smaller copy. Larger is slower.</source>
        <translation>Holes with more around them than a square of this side are drawn in a smaller copy. Larger is slower.</translation>
    </message>
    <message>
        <source>How far around each pixel known pixels are looked at.</source>
        <translation>How far around each pixel known pixels are looked at.</translation>
    </message>
    <message>
        <source>How far around the hole the network looks, as a multiple of the hole's size.</source>
        <translation>How far around the hole the network looks, as a multiple of the hole's size.</translation>
    </message>
    <message>
        <source>How far around the hole to look for patches, as a multiple of the hole's size.</source>
        <translation>How far around the hole to look for patches, as a multiple of the hole's size.</translation>
    </message>
    <message>
        <source>How far around the hole to look, as a multiple of the hole's size.</source>
        <translation>How far around the hole to look, as a multiple of the hole's size.</translation>
    </message>
    <message>
        <source>How far around to look for similar patches.</source>
        <translation>How far around to look for similar patches.</translation>
    </message>
    <message>
        <source>How long the network learns at most: at the coarsest scale so many steps, at finer ones a quarter.</source>
        <translation>How long the network learns at most: at the coarsest scale so many steps, at finer ones a quarter.</translation>
    </message>
    <message>
        <source>How long to look for fitting patches.</source>
        <translation>How long to look for fitting patches.</translation>
    </message>
    <message>
        <source>How much a patch must be as rough as its place.</source>
        <translation>How much a patch must be as rough as its place.</translation>
    </message>
    <message>
        <source>How much around the hole to look at, as a multiple of the hole's size.</source>
        <translation>How much around the hole to look at, as a multiple of the hole's size.</translation>
    </message>
    <message>
        <source>How much better a part from elsewhere must fit than one that goes on with its neighbour: more gives larger pieces.</source>
        <translation>How much better a part from elsewhere must fit than one that goes on with its neighbour: more gives larger pieces.</translation>
    </message>
    <message>
        <source>How much each pixel follows the one patch that tells it best; 0 takes the mean of all, smoother.</source>
        <translation>How much each pixel follows the one patch that tells it best; 0 takes the mean of all, smoother.</translation>
    </message>
    <message>
        <source>How much fine texture of similar parts is added; 0 gives the smoothest fill.</source>
        <translation>How much fine texture of similar parts is added; 0 gives the smoothest fill.</translation>
    </message>
    <message>
        <source>How much is held back where most of a patch is missing: more for grainy photos.</source>
        <translation>How much is held back where most of a patch is missing: more for grainy photos.</translation>
    </message>
    <message>
        <source>How much the parts are taken to be the same: more for clear patterns, less for irregular texture.</source>
        <translation>How much the parts are taken to be the same: more for clear patterns, less for irregular texture.</translation>
    </message>
    <message>
        <source>How often to go over the fill, and how closely.</source>
        <translation>How often to go over the fill, and how closely.</translation>
    </message>
    <message>
        <source>How often to go over the fill.</source>
        <translation>How often to go over the fill.</translation>
    </message>
    <message>
        <source>Infers what belongs in the hole from what it learned of many photos.</source>
        <translation>Infers what belongs in the hole from what it learned of many photos.</translation>
    </message>
    <message>
        <source>Invents nothing new: faces, lettering and things that occur once are not made again.</source>
        <translation>Invents nothing new: faces, lettering and things that occur once are not made again.</translation>
    </message>
    <message>
        <source>It always computes 512 x 512 px, so that larger crops are scaled down and large fills look soft.</source>
        <translation>It always computes 512 x 512 px, so that larger crops are scaled down and large fills look soft.</translation>
    </message>
    <message>
        <source>It always computes 512 x 512 px; less sure than LaMa on structure.</source>
        <translation>It always computes 512 x 512 px; less sure than LaMa on structure.</translation>
    </message>
    <message>
        <source>It computes 512 x 512 px inside, so that large crops are scaled down; less sure than LaMa on structure.</source>
        <translation>It computes 512 x 512 px inside, so that large crops are scaled down; less sure than LaMa on structure.</translation>
    </message>
    <message>
        <source>Its authors state the terms on its page; read them before any other use than trying it.</source>
        <translation>Its authors state the terms on its page; read them before any other use than trying it.</translation>
    </message>
    <message>
        <source>Keep parts whole</source>
        <translation>Keep parts whole</translation>
    </message>
    <message>
        <source>LaMa</source>
        <translation>LaMa</translation>
    </message>
    <message>
        <source>LaMa (OpenCV Zoo)</source>
        <translation>LaMa (OpenCV Zoo)</translation>
    </message>
    <message>
        <source>LaMa (TorchScript)</source>
        <translation>LaMa (TorchScript)</translation>
    </message>
    <message>
        <source>LaMa for manga</source>
        <translation>LaMa for manga</translation>
    </message>
    <message>
        <source>Larger patches keep structures whole, smaller ones fit in more places. An even number counts as the next odd one.</source>
        <translation>Larger patches keep structures whole, smaller ones fit in more places. An even number counts as the next odd one.</translation>
    </message>
    <message>
        <source>Larger than the hole is wide; smaller ones are alike in more places.</source>
        <translation>Larger than the hole is wide; smaller ones are alike in more places.</translation>
    </message>
    <message>
        <source>Learn from this photo</source>
        <translation>Learn from this photo</translation>
    </message>
    <message>
        <source>Learned on few photos: no faces, no lettering, nothing that the photo has only once.</source>
        <translation>Learned on few photos: no faces, no lettering, nothing that the photo has only once.</translation>
    </message>
    <message>
        <source>Lets an untrained network draw the photo until it draws the hole too.</source>
        <translation>Lets an untrained network draw the photo until it draws the hole too.</translation>
    </message>
    <message>
        <source>Lets the lines of equal brightness flow into the hole.</source>
        <translation>Lets the lines of equal brightness flow into the hole.</translation>
    </message>
    <message>
        <source>Look for</source>
        <translation>Look for</translation>
    </message>
    <message>
        <source>Low rank</source>
        <translation>Low rank</translation>
    </message>
    <message>
        <source>MI-GAN</source>
        <translation>MI-GAN</translation>
    </message>
    <message>
        <source>MI-GAN (TorchScript)</source>
        <translation>MI-GAN (TorchScript)</translation>
    </message>
    <message>
        <source>Makes no texture: wide holes come out smooth.</source>
        <translation>Makes no texture: wide holes come out smooth.</translation>
    </message>
    <message>
        <source>Makes the atoms fit the intact parts around the hole first.</source>
        <translation>Makes the atoms fit the intact parts around the hole first.</translation>
    </message>
    <message>
        <source>Match texture</source>
        <translation>Match texture</translation>
    </message>
    <message>
        <source>Mends fine damage with what is alike around it.</source>
        <translation>Mends fine damage with what is alike around it.</translation>
    </message>
    <message>
        <source>More of them are steadier, fewer are more alike.</source>
        <translation>More of them are steadier, fewer are more alike.</translation>
    </message>
    <message>
        <source>More of them follow finer detail, fewer are steadier.</source>
        <translation>More of them follow finer detail, fewer are steadier.</translation>
    </message>
    <message>
        <source>Navier-Stokes</source>
        <translation>Navier-Stokes</translation>
    </message>
    <message>
        <source>Objects on textured ground; holes whose surroundings tell what belongs in them.</source>
        <translation>Objects on textured ground; holes whose surroundings tell what belongs in them.</translation>
    </message>
    <message>
        <source>Paints something new that could be there, as it learned from photos.</source>
        <translation>Paints something new that could be there, as it learned from photos.</translation>
    </message>
    <message>
        <source>Patch size</source>
        <translation>Patch size</translation>
    </message>
    <message>
        <source>Patches in a group</source>
        <translation>Patches in a group</translation>
    </message>
    <message>
        <source>Photos with damage of several kinds.</source>
        <translation>Photos with damage of several kinds.</translation>
    </message>
    <message>
        <source>Prefer near patches</source>
        <translation>Prefer near patches</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Quality</translation>
    </message>
    <message>
        <source>Quick fills on any machine: the smallest and fastest of these models.</source>
        <translation>Quick fills on any machine: the smallest and fastest of these models.</translation>
    </message>
    <message>
        <source>Quick fills on any machine; crops are made here, so detail near a small hole is kept better.</source>
        <translation>Quick fills on any machine; crops are made here, so detail near a small hole is kept better.</translation>
    </message>
    <message>
        <source>Radius</source>
        <translation>Radius</translation>
    </message>
    <message>
        <source>Rebuilds small patches from atoms learned from many photos and from this one.</source>
        <translation>Rebuilds small patches from atoms learned from many photos and from this one.</translation>
    </message>
    <message>
        <source>Removing objects from grass, rock, foliage, sky, water, brickwork.</source>
        <translation>Removing objects from grass, rock, foliage, sky, water, brickwork.</translation>
    </message>
    <message>
        <source>Removing objects of any size before repeating or regular surroundings: walls, fences, grass, water.</source>
        <translation>Removing objects of any size before repeating or regular surroundings: walls, fences, grass, water.</translation>
    </message>
    <message>
        <source>Repeats texture from elsewhere in the photo.</source>
        <translation>Repeats texture from elsewhere in the photo.</translation>
    </message>
    <message>
        <source>Scratches and specks, when there is no time for better.</source>
        <translation>Scratches and specks, when there is no time for better.</translation>
    </message>
    <message>
        <source>Scratches, dust, text and missing pixels across edges and fine patterns.</source>
        <translation>Scratches, dust, text and missing pixels across edges and fine patterns.</translation>
    </message>
    <message>
        <source>Scratches, dust, text and missing pixels over texture, façades, fabric.</source>
        <translation>Scratches, dust, text and missing pixels over texture, façades, fabric.</translation>
    </message>
    <message>
        <source>Scratches, dust, thin text, pixels missing at random.</source>
        <translation>Scratches, dust, thin text, pixels missing at random.</translation>
    </message>
    <message>
        <source>Search area</source>
        <translation>Search area</translation>
    </message>
    <message>
        <source>Search radius</source>
        <translation>Search radius</translation>
    </message>
    <message>
        <source>Several proposals for one hole: each seed gives another.</source>
        <translation>Several proposals for one hole: each seed gives another.</translation>
    </message>
    <message>
        <source>Shapes and edges that run through a hole; watching a picture grow out of noise.</source>
        <translation>Shapes and edges that run through a hole; watching a picture grow out of noise.</translation>
    </message>
    <message>
        <source>Simplify</source>
        <translation>Simplify</translation>
    </message>
    <message>
        <source>Slow: half a minute and more for each hole on a processor. Repeats no exact pattern; faces and lettering are not made again.</source>
        <translation>Slow: half a minute and more for each hole on a processor. Repeats no exact pattern; faces and lettering are not made again.</translation>
    </message>
    <message>
        <source>So many pixels around the hole are kept from the model, so that it does not paint what is left of the object again. They stay in the photo as they are.</source>
        <translation>So many pixels around the hole are kept from the model, so that it does not paint what is left of the object again. They stay in the photo as they are.</translation>
    </message>
    <message>
        <source>So many steps of training on the intact part of the photo first; the result is used only if it restores parts held out from it better. It shows in predicted detail; of matched detail only the measure of what is alike and the beginning depend on it.</source>
        <translation>So many steps of training on the intact part of the photo first; the result is used only if it restores parts held out from it better. It shows in predicted detail; of matched detail only the measure of what is alike and the beginning depend on it.</translation>
    </message>
    <message>
        <source>Spans the hole with the smoothest surface that fits its surroundings.</source>
        <translation>Spans the hole with the smoothest surface that fits its surroundings.</translation>
    </message>
    <message>
        <source>Sparse</source>
        <translation>Sparse</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Steps</translation>
    </message>
    <message>
        <source>Stop as soon as pixels near the hole that are kept from the network are drawn no better.</source>
        <translation>Stop as soon as pixels near the hole that are kept from the network are drawn no better.</translation>
    </message>
    <message>
        <source>Stop by itself</source>
        <translation>Stop by itself</translation>
    </message>
    <message>
        <source>Surroundings</source>
        <translation>Surroundings</translation>
    </message>
    <message>
        <source>Takes for each hole the engine that suits its shape best, and says which and why.</source>
        <translation>Takes for each hole the engine that suits its shape best, and says which and why.</translation>
    </message>
    <message>
        <source>Telea</source>
        <translation>Telea</translation>
    </message>
    <message>
        <source>The first fill takes some seconds longer; large crops take much memory.</source>
        <translation>The first fill takes some seconds longer; large crops take much memory.</translation>
    </message>
    <message>
        <source>The weights were trained on Places2, whose pictures are for non-commercial research.</source>
        <translation>The weights were trained on Places2, whose pictures are for non-commercial research.</translation>
    </message>
    <message>
        <source>What LaMa is good at, from a file of half the size.</source>
        <translation>What LaMa is good at, from a file of half the size.</translation>
    </message>
    <message>
        <source>What LaMa is good at, without scaling the crop: large photos stay sharp.</source>
        <translation>What LaMa is good at, without scaling the crop: large photos stay sharp.</translation>
    </message>
    <message>
        <source>Which pictures the weights were trained on, and on what terms, is said on its page.</source>
        <translation>Which pictures the weights were trained on, and on what terms, is said on its page.</translation>
    </message>
    <message>
        <source>Wide holes come out smeared.</source>
        <translation>Wide holes come out smeared.</translation>
    </message>
    <message>
        <source>Working size</source>
        <translation>Working size</translation>
    </message>
    <message>
        <source>add</source>
        <translation>add</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>auto</translation>
    </message>
    <message>
        <source>balanced</source>
        <translation>balanced</translation>
    </message>
    <message>
        <source>balanced: slow engines only where there is little to fill; best: the best engine, however long it takes.</source>
        <translation>balanced: slow engines only where there is little to fill; best: the best engine, however long it takes.</translation>
    </message>
    <message>
        <source>best</source>
        <translation>best</translation>
    </message>
    <message>
        <source>box</source>
        <translation>box</translation>
    </message>
    <message>
        <source>copied</source>
        <translation>copied</translation>
    </message>
    <message>
        <source>copied: from parts of the photo that fit what the network drew; drawn: all by the network, softer.</source>
        <translation>copied: from parts of the photo that fit what the network drew; drawn: all by the network, softer.</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>draft</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>drawn</translation>
    </message>
    <message>
        <source>followed</source>
        <translation>followed</translation>
    </message>
    <message>
        <source>free</source>
        <translation>free</translation>
    </message>
    <message>
        <source>global</source>
        <translation>global</translation>
    </message>
    <message>
        <source>groups</source>
        <translation>groups</translation>
    </message>
    <message>
        <source>groups: small parts that are alike, anywhere near the hole; global: a pattern that runs straight across the picture, as in textiles, screens, façades and scans.</source>
        <translation>groups: small parts that are alike, anywhere near the hole; global: a pattern that runs straight across the picture, as in textiles, screens, façades and scans.</translation>
    </message>
    <message>
        <source>guided</source>
        <translation>guided</translation>
    </message>
    <message>
        <source>guided: copied from elsewhere in the photo, beginning with what the network painted; followed: the same, but keeping close to it; off: painted by the network alone; auto: guided where more is to be seen than the network was trained for.</source>
        <translation>guided: copied from elsewhere in the photo, beginning with what the network painted; followed: the same, but keeping close to it; off: painted by the network alone; auto: guided where more is to be seen than the network was trained for.</translation>
    </message>
    <message>
        <source>guided: where the crop had to be scaled down for the model, copied from elsewhere in the photo, after what the model painted; off: the model alone.</source>
        <translation>guided: where the crop had to be scaled down for the model, copied from elsewhere in the photo, after what the model painted; off: the model alone.</translation>
    </message>
    <message>
        <source>matched</source>
        <translation>matched</translation>
    </message>
    <message>
        <source>matched: what is inferred is replaced by the parts of the photo that fit best; predicted: it is painted as it is, which is softer.</source>
        <translation>matched: what is inferred is replaced by the parts of the photo that fit best; predicted: it is painted as it is, which is softer.</translation>
    </message>
    <message>
        <source>may copy</source>
        <translation>may copy</translation>
    </message>
    <message>
        <source>must not copy</source>
        <translation>must not copy</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>normal</translation>
    </message>
    <message>
        <source>off</source>
        <translation>off</translation>
    </message>
    <message>
        <source>original</source>
        <translation>original</translation>
    </message>
    <message>
        <source>predicted</source>
        <translation>predicted</translation>
    </message>
    <message>
        <source>px</source>
        <translation>px</translation>
    </message>
    <message>
        <source>see its page</source>
        <translation>see its page</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>steps</translation>
    </message>
    <message>
        <source>strokes</source>
        <translation>strokes</translation>
    </message>
    <message>
        <source>subtract</source>
        <translation>subtract</translation>
    </message>
    <message>
        <source>x</source>
        <translation>x</translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>'{name}' cannot be the name of a model: {reason}</source>
        <translation>'{name}' cannot be the name of a model: {reason}</translation>
    </message>
    <message>
        <source>'{path}' already exists. Choose another name or allow overwriting.</source>
        <translation>'{path}' already exists. Choose another name or allow overwriting.</translation>
    </message>
    <message>
        <source>'{path}' cannot be edited. {reason}</source>
        <translation>'{path}' cannot be edited. {reason}</translation>
    </message>
    <message>
        <source>'{path}' cannot be read: {reason}.</source>
        <translation>'{path}' cannot be read: {reason}.</translation>
    </message>
    <message>
        <source>'{path}' cannot be saved: there is no format for '{ending}'. Take one of {known}.</source>
        <translation>'{path}' cannot be saved: there is no format for '{ending}'. Take one of {known}.</translation>
    </message>
    <message>
        <source>'{path}' cannot be saved: {format} holds at most {longest} px on a side, but the photo is {size} px. Take PNG or TIFF.</source>
        <translation>'{path}' cannot be saved: {format} holds at most {longest} px on a side, but the photo is {size} px. Take PNG or TIFF.</translation>
    </message>
    <message>
        <source>'{path}' cannot be written: there is no folder '{folder}'.</source>
        <translation>'{path}' cannot be written: there is no folder '{folder}'.</translation>
    </message>
    <message>
        <source>'{path}' cannot be written: {reason}.</source>
        <translation>'{path}' cannot be written: {reason}.</translation>
    </message>
    <message>
        <source>'{path}' could not be written: the disk is full. Make room or choose another disk.</source>
        <translation>'{path}' could not be written: the disk is full. Make room or choose another disk.</translation>
    </message>
    <message>
        <source>'{path}' holds no weights that can be read ({reason}).</source>
        <translation>'{path}' holds no weights that can be read ({reason}).</translation>
    </message>
    <message>
        <source>'{path}' is a folder, not a file.</source>
        <translation>'{path}' is a folder, not a file.</translation>
    </message>
    <message>
        <source>'{path}' is damaged or incomplete: {reason}.</source>
        <translation>'{path}' is damaged or incomplete: {reason}.</translation>
    </message>
    <message>
        <source>'{path}' is empty.</source>
        <translation>'{path}' is empty.</translation>
    </message>
    <message>
        <source>'{path}' is not a folder.</source>
        <translation>'{path}' is not a folder.</translation>
    </message>
    <message>
        <source>'{path}' is not a picture that can be opened.</source>
        <translation>'{path}' is not a picture that can be opened.</translation>
    </message>
    <message>
        <source>'{path}' is not an OpenRaster project.</source>
        <translation>'{path}' is not an OpenRaster project.</translation>
    </message>
    <message>
        <source>'{path}' is not an ordinary file.</source>
        <translation>'{path}' is not an ordinary file.</translation>
    </message>
    <message>
        <source>'{path}' is not an undo history that can be recovered.</source>
        <translation>'{path}' is not an undo history that can be recovered.</translation>
    </message>
    <message>
        <source>'{path}' is not as it was when the session began. Locate the photo as it was.</source>
        <translation>'{path}' is not as it was when the session began. Locate the photo as it was.</translation>
    </message>
    <message>
        <source>'{path}' is not as it was when the sidecar was written, so it cannot be replayed from.</source>
        <translation>'{path}' is not as it was when the sidecar was written, so it cannot be replayed from.</translation>
    </message>
    <message>
        <source>'{path}' is not taken: after its training the holes of photos that it had not seen are filled no better ({after} dB) than before ({before} dB). --anyway takes it all the same.</source>
        <translation>'{path}' is not taken: after its training the holes of photos that it had not seen are filled no better ({after} dB) than before ({before} dB). --anyway takes it all the same.</translation>
    </message>
    <message>
        <source>'{path}' is not written: the weights are no longer numbers.</source>
        <translation>'{path}' is not written: the weights are no longer numbers.</translation>
    </message>
    <message>
        <source>'{path}' is {size} px, and unpacking that takes about {needed} GB, above the limit of {limit} GB. If you trust the file, raise the limit.</source>
        <translation>'{path}' is {size} px, and unpacking that takes about {needed} GB, above the limit of {limit} GB. If you trust the file, raise the limit.</translation>
    </message>
    <message>
        <source>'{path}' is {size} px: {megapixels} megapixels, above the limit of {limit}. If you trust the file, raise the limit.</source>
        <translation>'{path}' is {size} px: {megapixels} megapixels, above the limit of {limit}. If you trust the file, raise the limit.</translation>
    </message>
    <message>
        <source>'{source}' cannot be used as an inpainting model: {reason}</source>
        <translation>'{source}' cannot be used as an inpainting model: {reason}</translation>
    </message>
    <message>
        <source>'{source}' is TorchScript, which runs code when it is loaded, and no checksum vouches for it. If you trust where it comes from, say so.</source>
        <translation>'{source}' is TorchScript, which runs code when it is loaded, and no checksum vouches for it. If you trust where it comes from, say so.</translation>
    </message>
    <message>
        <source>'{source}' is a Git LFS pointer, which only names the model. Fetch the file itself.</source>
        <translation>'{source}' is a Git LFS pointer, which only names the model. Fetch the file itself.</translation>
    </message>
    <message>
        <source>'{source}' is a pickled checkpoint: loading it could run any program hidden in it, so it is never opened. Take the model as ONNX, safetensors or TorchScript.</source>
        <translation>'{source}' is a pickled checkpoint: loading it could run any program hidden in it, so it is never opened. Take the model as ONNX, safetensors or TorchScript.</translation>
    </message>
    <message>
        <source>'{source}' is a web page and not a model. Look at the address in a browser.</source>
        <translation>'{source}' is a web page and not a model. Look at the address in a browser.</translation>
    </message>
    <message>
        <source>'{source}' is incomplete or damaged. Fetch it again.</source>
        <translation>'{source}' is incomplete or damaged. Fetch it again.</translation>
    </message>
    <message>
        <source>'{source}' is not the file that was installed as '{name}' the first time, although its card would let it pass.</source>
        <translation>'{source}' is not the file that was installed as '{name}' the first time, although its card would let it pass.</translation>
    </message>
    <message>
        <source>'{source}' is not the right file: it has more than {most} bytes.</source>
        <translation>'{source}' is not the right file: it has more than {most} bytes.</translation>
    </message>
    <message>
        <source>'{source}' is not the right file: it has {got} bytes and should have {wanted}.</source>
        <translation>'{source}' is not the right file: it has {got} bytes and should have {wanted}.</translation>
    </message>
    <message>
        <source>'{source}' is not the right file: its {kind} is {got} and should be {wanted}.</source>
        <translation>'{source}' is not the right file: its {kind} is {got} and should be {wanted}.</translation>
    </message>
    <message>
        <source>'{source}' is {found}, but the card wants {wanted}.</source>
        <translation>'{source}' is {found}, but the card wants {wanted}.</translation>
    </message>
    <message>
        <source>'{url}' could not be fetched to its end: {reason}. {done} bytes are kept; the next try goes on from there.</source>
        <translation>'{url}' could not be fetched to its end: {reason}. {done} bytes are kept; the next try goes on from there.</translation>
    </message>
    <message>
        <source>'{url}' could not be fetched: the server says {status}.</source>
        <translation>'{url}' could not be fetched: the server says {status}.</translation>
    </message>
    <message>
        <source>'{url}' could not be fetched: {reason}. Try again later.</source>
        <translation>'{url}' could not be fetched: {reason}. Try again later.</translation>
    </message>
    <message>
        <source>'{url}' is not an address to fetch from. It begins with https:// or http://.</source>
        <translation>'{url}' is not an address to fetch from. It begins with https:// or http://.</translation>
    </message>
    <message>
        <source>'{url}' leads on to '{target}', which is not encrypted. Nothing was fetched.</source>
        <translation>'{url}' leads on to '{target}', which is not encrypted. Nothing was fetched.</translation>
    </message>
    <message>
        <source>'{value}' does not suit the parameter '{name}': it takes {wanted}.</source>
        <translation>'{value}' does not suit the parameter '{name}': it takes {wanted}.</translation>
    </message>
    <message>
        <source>'{value}' does not suit the training setting '{name}': it takes {wanted}.</source>
        <translation>'{value}' does not suit the training setting '{name}': it takes {wanted}.</translation>
    </message>
    <message>
        <source>A mask cannot be grown, shrunk or feathered by {value} px.</source>
        <translation>A mask cannot be grown, shrunk or feathered by {value} px.</translation>
    </message>
    <message>
        <source>A mask is one plane of bool, uint8, uint16 or float values, not {shape} {dtype}.</source>
        <translation>A mask is one plane of bool, uint8, uint16 or float values, not {shape} {dtype}.</translation>
    </message>
    <message>
        <source>A mask of float values goes from 0 to 1, but this one goes from {low} to {high}.</source>
        <translation>A mask of float values goes from 0 to 1, but this one goes from {low} to {high}.</translation>
    </message>
    <message>
        <source>A photo is (H, W), (H, W, 1), (H, W, 3) or (H, W, 4) of uint8 or uint16, not {shape} {dtype}.</source>
        <translation>A photo is (H, W), (H, W, 1), (H, W, 3) or (H, W, 4) of uint8 or uint16, not {shape} {dtype}.</translation>
    </message>
    <message>
        <source>All photos in '{path}' are too small or broken: {count} were looked at. Training needs photos of at least {smallest} px on each side.</source>
        <translation>All photos in '{path}' are too small or broken: {count} were looked at. Training needs photos of at least {smallest} px on each side.</translation>
    </message>
    <message>
        <source>Another window of Inpaint Studio is at work on '{path}'.</source>
        <translation>Another window of Inpaint Studio is at work on '{path}'.</translation>
    </message>
    <message>
        <source>Inpaint Studio works offline and fetches nothing from the web. Save the picture first, then open the file.</source>
        <translation>Inpaint Studio works offline and fetches nothing from the web. Save the picture first, then open the file.</translation>
    </message>
    <message>
        <source>No mask of {size} px was kept from a previous photo.</source>
        <translation>No mask of {size} px was kept from a previous photo.</translation>
    </message>
    <message>
        <source>No usual way of running '{source}' fills a hole and keeps the rest. The card '{path}' is a beginning: correct it, and then install '{name}' from the file.</source>
        <translation>No usual way of running '{source}' fills a hole and keeps the rest. The card '{path}' is a beginning: correct it, and then install '{name}' from the file.</translation>
    </message>
    <message>
        <source>Nothing is fetched from '{url}': Inpaint Studio is set to stay offline.</source>
        <translation>Nothing is fetched from '{url}': Inpaint Studio is set to stay offline.</translation>
    </message>
    <message>
        <source>Nothing stands out from its surroundings there. Draw over what should go.</source>
        <translation>Nothing stands out from its surroundings there. Draw over what should go.</translation>
    </message>
    <message>
        <source>Nothing was written: the ONNX form of '{name}' differs from the network by {difference}, and {allowed} is allowed.</source>
        <translation>Nothing was written: the ONNX form of '{name}' differs from the network by {difference}, and {allowed} is allowed.</translation>
    </message>
    <message>
        <source>Something went wrong inside Inpaint Studio ({what}).</source>
        <translation>Something went wrong inside Inpaint Studio ({what}).</translation>
    </message>
    <message>
        <source>The architecture '{architecture}' has no setting '{name}'. It has: {known}.</source>
        <translation>The architecture '{architecture}' has no setting '{name}'. It has: {known}.</translation>
    </message>
    <message>
        <source>The box covers the whole photo. Leave some of the surroundings outside it.</source>
        <translation>The box covers the whole photo. Leave some of the surroundings outside it.</translation>
    </message>
    <message>
        <source>The card of '{name}' has no address to fetch it from. Name a file to take.</source>
        <translation>The card of '{name}' has no address to fetch it from. Name a file to take.</translation>
    </message>
    <message>
        <source>The checkpoint '{path}' cannot be read ({reason}).</source>
        <translation>The checkpoint '{path}' cannot be read ({reason}).</translation>
    </message>
    <message>
        <source>The device '{device}' cannot be used here: {reason} Take 'auto' or 'cpu'.</source>
        <translation>The device '{device}' cannot be used here: {reason} Take 'auto' or 'cpu'.</translation>
    </message>
    <message>
        <source>The editor cannot open a window: {reason}. 'make demo' and 'inpaint-studio fill' need none.</source>
        <translation>The editor cannot open a window: {reason}. 'make demo' and 'inpaint-studio fill' need none.</translation>
    </message>
    <message>
        <source>The engine '{engine}' has no parameter '{name}'. It has: {known}.</source>
        <translation>The engine '{engine}' has no parameter '{name}'. It has: {known}.</translation>
    </message>
    <message>
        <source>The engine '{name}' cannot run here: {reason}</source>
        <translation>The engine '{name}' cannot run here: {reason}</translation>
    </message>
    <message>
        <source>The engine '{name}' failed: {reason}</source>
        <translation>The engine '{name}' failed: {reason}</translation>
    </message>
    <message>
        <source>The engine '{name}' returned values that are not numbers.</source>
        <translation>The engine '{name}' returned values that are not numbers.</translation>
    </message>
    <message>
        <source>The engine '{name}' returned {got} where {wanted} was asked for.</source>
        <translation>The engine '{name}' returned {got} where {wanted} was asked for.</translation>
    </message>
    <message>
        <source>The export needs the package '{package}', which is not installed: pip install "inpaint-studio[export]".</source>
        <translation>The export needs the package '{package}', which is not installed: pip install "inpaint-studio[export]".</translation>
    </message>
    <message>
        <source>The folder '{path}' cannot be made: {reason}.</source>
        <translation>The folder '{path}' cannot be made: {reason}.</translation>
    </message>
    <message>
        <source>The folder '{path}' cannot be read: {reason}.</source>
        <translation>The folder '{path}' cannot be read: {reason}.</translation>
    </message>
    <message>
        <source>The guide is {guide} px but the photo is {photo} px. Make them the same size.</source>
        <translation>The guide is {guide} px but the photo is {photo} px. Make them the same size.</translation>
    </message>
    <message>
        <source>The installation is incomplete: there is no folder '{folder}'. Install again.</source>
        <translation>The installation is incomplete: there is no folder '{folder}'. Install again.</translation>
    </message>
    <message>
        <source>The mask covers the whole photo, so there is nothing left to fill it from.</source>
        <translation>The mask covers the whole photo, so there is nothing left to fill it from.</translation>
    </message>
    <message>
        <source>The mask is {mask} px but the photo is {photo} px. Make them the same size.</source>
        <translation>The mask is {mask} px but the photo is {photo} px. Make them the same size.</translation>
    </message>
    <message>
        <source>The model '{name}' ('{path}') is not the file that was installed. Install it again.</source>
        <translation>The model '{name}' ('{path}') is not the file that was installed. Install it again.</translation>
    </message>
    <message>
        <source>The model '{name}' crashed ({how}), perhaps for want of memory. Nothing else is harmed; the next fill starts it anew.</source>
        <translation>The model '{name}' crashed ({how}), perhaps for want of memory. Nothing else is harmed; the next fill starts it anew.</translation>
    </message>
    <message>
        <source>The model '{name}' failed: {reason}</source>
        <translation>The model '{name}' failed: {reason}</translation>
    </message>
    <message>
        <source>The model '{name}' is just being installed or removed by another program. Wait for it.</source>
        <translation>The model '{name}' is just being installed or removed by another program. Wait for it.</translation>
    </message>
    <message>
        <source>The model '{name}' is not installed.</source>
        <translation>The model '{name}' is not installed.</translation>
    </message>
    <message>
        <source>The model card '{path}' is wrong in line {line}: {what}.</source>
        <translation>The model card '{path}' is wrong in line {line}: {what}.</translation>
    </message>
    <message>
        <source>The model gave {got} where its card says {wanted}. The card or the model is wrong.</source>
        <translation>The model gave {got} where its card says {wanted}. The card or the model is wrong.</translation>
    </message>
    <message>
        <source>The number of threads is {value}, but it goes from 1 to 1024.</source>
        <translation>The number of threads is {value}, but it goes from 1 to 1024.</translation>
    </message>
    <message>
        <source>The photos are not those that this run began with. Take those, or another folder.</source>
        <translation>The photos are not those that this run began with. Take those, or another folder.</translation>
    </message>
    <message>
        <source>The process that worked on it ended suddenly, perhaps for want of memory. Take fewer --jobs.</source>
        <translation>The process that worked on it ended suddenly, perhaps for want of memory. Take fewer --jobs.</translation>
    </message>
    <message>
        <source>The project '{path}' is damaged: {reason}.</source>
        <translation>The project '{path}' is damaged: {reason}.</translation>
    </message>
    <message>
        <source>The project '{path}' takes {needs} GB of memory, and this computer has {has} GB.</source>
        <translation>The project '{path}' takes {needs} GB of memory, and this computer has {has} GB.</translation>
    </message>
    <message>
        <source>The project '{path}' was saved by a newer version. Update to open it.</source>
        <translation>The project '{path}' was saved by a newer version. Update to open it.</translation>
    </message>
    <message>
        <source>The project cannot be saved as '{path}': {reason}.</source>
        <translation>The project cannot be saved as '{path}': {reason}.</translation>
    </message>
    <message>
        <source>The quality is {value}, but it goes from 1 to 100.</source>
        <translation>The quality is {value}, but it goes from 1 to 100.</translation>
    </message>
    <message>
        <source>The run in '{path}' is one of '{found}', not of '{wanted}'. Choose another folder.</source>
        <translation>The run in '{path}' is one of '{found}', not of '{wanted}'. Choose another folder.</translation>
    </message>
    <message>
        <source>The server '{host}' cannot be reached: {reason}. Check the connection and the proxy.</source>
        <translation>The server '{host}' cannot be reached: {reason}. Check the connection and the proxy.</translation>
    </message>
    <message>
        <source>The server '{host}' cannot be trusted: {reason}.</source>
        <translation>The server '{host}' cannot be trusted: {reason}.</translation>
    </message>
    <message>
        <source>The server does not give '{url}' to everybody ({status}). Fetch it in a browser and install it from the file.</source>
        <translation>The server does not give '{url}' to everybody ({status}). Fetch it in a browser and install it from the file.</translation>
    </message>
    <message>
        <source>The session of '{path}' cannot be brought back: {reason}.</source>
        <translation>The session of '{path}' cannot be brought back: {reason}.</translation>
    </message>
    <message>
        <source>The settings cannot be saved: {reason}. They hold until the program ends, and saving them is tried again.</source>
        <translation>The settings cannot be saved: {reason}. They hold until the program ends, and saving them is tried again.</translation>
    </message>
    <message>
        <source>The settings in '{path}' cannot be read: {reason}.</source>
        <translation>The settings in '{path}' cannot be read: {reason}.</translation>
    </message>
    <message>
        <source>The settings that were changed could not be saved: {reason}.</source>
        <translation>The settings that were changed could not be saved: {reason}.</translation>
    </message>
    <message>
        <source>The sidecar '{path}' is damaged: {reason}.</source>
        <translation>The sidecar '{path}' is damaged: {reason}.</translation>
    </message>
    <message>
        <source>The sidecar '{path}' was written by a newer version (schema {schema}). Update to read it.</source>
        <translation>The sidecar '{path}' was written by a newer version (schema {schema}). Update to read it.</translation>
    </message>
    <message>
        <source>The source mask is {sources} px but the photo is {photo} px. Make them the same size.</source>
        <translation>The source mask is {sources} px but the photo is {photo} px. Make them the same size.</translation>
    </message>
    <message>
        <source>The source mask leaves nothing to copy from. Leave more of the photo as a source.</source>
        <translation>The source mask leaves nothing to copy from. Leave more of the photo as a source.</translation>
    </message>
    <message>
        <source>The true photo is {truth} px but the photo is {photo} px. Make them the same size.</source>
        <translation>The true photo is {truth} px but the photo is {photo} px. Make them the same size.</translation>
    </message>
    <message>
        <source>The undo history '{path}' cannot be read: {reason}.</source>
        <translation>The undo history '{path}' cannot be read: {reason}.</translation>
    </message>
    <message>
        <source>The undo history cannot be written to '{path}': {reason}. Your work is still here, but would not survive a crash.</source>
        <translation>The undo history cannot be written to '{path}': {reason}. Your work is still here, but would not survive a crash.</translation>
    </message>
    <message>
        <source>The undo history in '{path}' belongs to another photo.</source>
        <translation>The undo history in '{path}' belongs to another photo.</translation>
    </message>
    <message>
        <source>The weights '{name}' are not here: there is no file '{path}'. Install again.</source>
        <translation>The weights '{name}' are not here: there is no file '{path}'. Install again.</translation>
    </message>
    <message>
        <source>There are no photos in '{path}'.</source>
        <translation>There are no photos in '{path}'.</translation>
    </message>
    <message>
        <source>There are no weights called '{name}'. There are: {known}.</source>
        <translation>There are no weights called '{name}'. There are: {known}.</translation>
    </message>
    <message>
        <source>There are several masks for {photo}: {masks}. Leave one of them.</source>
        <translation>There are several masks for {photo}: {masks}. Leave one of them.</translation>
    </message>
    <message>
        <source>There is a dictionary in '{path}' already. Choose another folder, or use --overwrite.</source>
        <translation>There is a dictionary in '{path}' already. Choose another folder, or use --overwrite.</translation>
    </message>
    <message>
        <source>There is a training run in '{path}' already. Resume it, or choose another folder.</source>
        <translation>There is a training run in '{path}' already. Resume it, or choose another folder.</translation>
    </message>
    <message>
        <source>There is already an undo history in '{path}'. Recover it, or use another folder.</source>
        <translation>There is already an undo history in '{path}'. Recover it, or use another folder.</translation>
    </message>
    <message>
        <source>There is no architecture called '{name}'. There are: {known}.</source>
        <translation>There is no architecture called '{name}'. There are: {known}.</translation>
    </message>
    <message>
        <source>There is no engine called '{name}'. There are: {known}.</source>
        <translation>There is no engine called '{name}'. There are: {known}.</translation>
    </message>
    <message>
        <source>There is no file '{path}'.</source>
        <translation>There is no file '{path}'.</translation>
    </message>
    <message>
        <source>There is no mask for {photo}: looked in {folder} for {stem} or {stem}_mask with an image's ending.</source>
        <translation>There is no mask for {photo}: looked in {folder} for {stem} or {stem}_mask with an image's ending.</translation>
    </message>
    <message>
        <source>There is no model called '{name}'. There are: {known}.</source>
        <translation>There is no model called '{name}'. There are: {known}.</translation>
    </message>
    <message>
        <source>There is no picture in what was dropped.</source>
        <translation>There is no picture in what was dropped.</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard.</source>
        <translation>There is no picture on the clipboard.</translation>
    </message>
    <message>
        <source>There is no training setting '{name}'. There are: {known}.</source>
        <translation>There is no training setting '{name}'. There are: {known}.</translation>
    </message>
    <message>
        <source>There is not enough memory for this. Close other programs, or take a smaller photo or hole.</source>
        <translation>There is not enough memory for this. Close other programs, or take a smaller photo or hole.</translation>
    </message>
    <message>
        <source>There is not enough room in '{folder}': {wanted} are needed and {free} are free.</source>
        <translation>There is not enough room in '{folder}': {wanted} are needed and {free} are free.</translation>
    </message>
    <message>
        <source>There is nothing at '{url}' (the server says {status}). The file may have moved.</source>
        <translation>There is nothing at '{url}' (the server says {status}). The file may have moved.</translation>
    </message>
    <message>
        <source>There is nothing to select yet. Draw over what should go, or a box around it.</source>
        <translation>There is nothing to select yet. Draw over what should go, or a box around it.</translation>
    </message>
    <message>
        <source>This needs the package '{package}', which is not installed. Install Inpaint Studio with the extra '{extra}'.</source>
        <translation>This needs the package '{package}', which is not installed. Install Inpaint Studio with the extra '{extra}'.</translation>
    </message>
    <message>
        <source>This network cannot be exported to ONNX ({reason}).</source>
        <translation>This network cannot be exported to ONNX ({reason}).</translation>
    </message>
    <message>
        <source>Training needs the package '{package}', which is not installed.</source>
        <translation>Training needs the package '{package}', which is not installed.</translation>
    </message>
    <message>
        <source>Training stopped at step {step}: {reason}. The last good weights, of step {good}, are in '{path}'.</source>
        <translation>Training stopped at step {step}: {reason}. The last good weights, of step {good}, are in '{path}'.</translation>
    </message>
    <message>
        <source>{name} is '{value}', but it takes a number of megapixels above 0.</source>
        <translation>{name} is '{value}', but it takes a number of megapixels above 0.</translation>
    </message>
</context>
</TS>
