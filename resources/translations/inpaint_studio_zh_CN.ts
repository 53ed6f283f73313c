<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Inpaint Studio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log: {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the log folder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Appearance</name>
    <message>
        <source>A new language shows at the next start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour of the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show it as an outline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AreaTool</name>
    <message>
        <source>Mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happens to the mask within the outline; Alt always subtracts.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Availability</name>
    <message>
        <source>Close the comparison first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill first, then there is a result.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No fill has been kept yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sources are painted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a photo first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint over what should go first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The photo is not cropped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no mask of a photo of this size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This engine gives the same fill each time.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BlinkRow</name>
    <message>
        <source>Blink</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space shows the next picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time for each picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>s</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Brush</name>
    <message>
        <source>Brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush stroke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Eraser stroke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint over what should go; Alt or the right button erases, Shift-click draws a line.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BrushLike</name>
    <message>
        <source>A pen draws thicker the harder it is pressed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Diameter of the brush; [ and ] change it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How crisp the edge is; Shift+[ and Shift+] change it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pressure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BrushPage</name>
    <message>
        <source>Hardness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pen pressure sets the size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Photo</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Cell</name>
    <message>
        <source>Original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for its turn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Chooser</name>
    <message>
        <source>Engines to compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Run %n engine(s)</source>
        <translation type="unfinished">
        </translation>
    </message>
    <message>
        <source>Tick at least one engine.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CloneStamp</name>
    <message>
        <source>Aligned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt-click or right-click the place to copy from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clone stamp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of the source shows; one stroke never gets stronger than this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint to copy from the cross; Alt-click or right-click sets another source.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source follows from stroke to stroke; otherwise each begins at the same place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source must lie in the photo.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>&amp;Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>100 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>200 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Inpaint Studio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the sources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clone stamp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close gaps in the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the photo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare engines…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare wipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crop to the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard the result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;ill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feather…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill after each stroke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit the photo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grow…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Harder brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide the panels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invert the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last mask again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load a mask…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mask as an outline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mask of the previous photo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Navigator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste as a new photo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset the layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as a project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the mask…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shrink…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smart select</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Softer brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Star the result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the crop back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tool options</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variations…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which engine suits this photo?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wipe to the original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>{psnr} dB, SSIM {ssim}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CompareWorkspace</name>
    <message numerus="yes">
        <source>%n fill(s)</source>
        <translation type="unfinished">
        </translation>
    </message>
    <message>
        <source>Back to the photo (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blink</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bright is where the two pictures differ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a picture that has been filled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose engines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose two different pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a picture to choose it; zoom and pan move all of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare with the truth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disagreement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag the line; arrow keys move it too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export a sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export a sheet of all pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill picked per region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget the truth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It takes two fills to disagree.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load the true photo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load the true photo…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PNG pictures (*.png)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint over what should go before you compare.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pick per region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The photo has changed since; compare again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The photo itself is true (a test hole)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick engines and run them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use this one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where it is bright the engines differ, so what they show there is invented.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which engine suits this photo?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>against</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {all} done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{first} against {second}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Crop</name>
    <message>
        <source>Aspect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag a rectangle around what should stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter crops, Esc leaves all as it is; nothing is lost, Uncrop shows the whole again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width to height; a portrait photo gets the same standing upright.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DetailsDialog</name>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DragShape</name>
    <message>
        <source>Drag over what should go; Shift keeps the sides equal, Alt subtracts.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Ellipse</name>
    <message>
        <source>Ellipse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtract ellipse</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EngineCard</name>
    <message>
        <source>A model of others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A trained network (adversarial)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A trained network (autoencoder)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another seed gives another fill.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Builds from small learned pieces (sparse coding)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Carries colours in from the edge (diffusion)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chooses among the other engines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues repeating patterns (low rank)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies parts of the photo (exemplars)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Good for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Papers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same mask always gives the same fill.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it does</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EngineList</name>
    <message>
        <source>Cannot run here: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EnginePanel</name>
    <message>
        <source>A fill is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About this engine: limits and papers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill after each stroke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill {count} times with different seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For small spots: each stroke is filled and kept at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Good for: {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many variations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave some of the photo unmasked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No engine can run here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One moment, saving the last step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a photo first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint over what should go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings back to their defaults</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes {engines} for this mask.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use {engine}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{engine} does better with holes of this size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{engine} does better with scattered specks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{engine} gives the same fill every time</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EngineRow</name>
    <message>
        <source>Add with other parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot run here: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EntrantBox</name>
    <message>
        <source>Original</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Eraser</name>
    <message>
        <source>Erase the mask; Alt paints it, Shift-click draws a line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ErrorDialog</name>
    <message>
        <source>Copy details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Always in one folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Beside the photo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Don't save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folders of Inpaint Studio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the first of {count} files was opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a photo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening {name} …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photos and projects (*.jpg *.jpeg *.png *.tif *.tiff *.webp *.bmp *.gif *.avif *.jp2 *.ora);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photos: {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent photos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save changes?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save photos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save photos in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the changes to {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is on the clipboard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without saving they are lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the picture</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FillButton</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} to come</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Filling</name>
    <message>
        <source>Fill again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill with {engine}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint over what should go, then fill.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This fill was not made by an engine, so it cannot be run again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FirstRunHints</name>
    <message>
        <source>Paint over what should go.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press {key} to fill what you have painted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{keep} keeps this result, {again} tries again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Hand</name>
    <message>
        <source>Drag to move the picture; a double-click shows all of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hand</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>1 step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Older steps lie on disk and cost no memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photo opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{steps}, {memory}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{step}, undone</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HoverButtons</name>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Star</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the star off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This engine gives the same fill every time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again with another seed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JoinForm</name>
    <message>
        <source>Edge of the fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Even out the whole fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How a step of light between the fill and the photo is closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Match the colour around</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Match the grain around</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Soften near the edge</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Keeper</name>
    <message>
        <source>This session cannot be kept on disk, so a crash would lose its changes.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeyRecorder</name>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press the keys…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeymapEditor</name>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search commands and keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} is for moving the photo.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} is the key of several commands: {commands}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} was taken from: {commands}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Lasso</name>
    <message>
        <source>Click for more corners; Enter or a double-click closes, Backspace goes back one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag around what should go, or click corner by corner; Shift keeps to 45°.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtract lasso</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LayersPanel</name>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill again with another seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill again with other settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills that you keep are listed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept fills</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept fills, the newest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity of the fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show on the photo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This fill was not made by an engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Navigator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tool options</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MapPane</name>
    <message>
        <source>the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>very different</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value} ΔE</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MaskDialog</name>
    <message>
        <source>Blends the fill with the photo along the inside of the edge.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feather mask by {px} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feather the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grow mask by {px} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grow the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shrink mask by {px} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shrink the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spreads over a rim around what is marked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdraws from the edge of what is marked.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MaskFiles</name>
    <message>
        <source>Load a mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mask of the previous photo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PNG (*.png)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures (*.png *.tif *.tiff *.bmp *.jpg *.jpeg *.webp);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>photo</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Navigator</name>
    <message>
        <source>Fit the photo in the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notice</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message>
        <source>Overview of the photo</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PairRow</name>
    <message>
        <source>First picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap the two</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ParamForm</name>
    <message>
        <source>More options</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ParamsDialog</name>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Performance</name>
    <message>
        <source>All {cores} cores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest photo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Older steps lie on disk; a change holds from the next photo on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PhotoCard</name>
    <message>
        <source>Not found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Preferences</name>
    <message>
        <source>Apple GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NVIDIA GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Performance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProbePanel</name>
    <message>
        <source>Back to the engines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare the best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fewer than two engines could fill the places.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for intact places…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>No clear winner at %n place(s): {names} are too close to tell apart.</source>
        <translation type="unfinished">
        </translation>
    </message>
    <message>
        <source>Only the densest part of the mask was tried.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint over what should go first: the shape of the mask is tried.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The places were tried at {percent} of their size, to be quick.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The shape was tried at {percent} of its size, for there was no room for all of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no intact place where the shape of the mask fits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick at least two engines.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tries them on intact places like the hole, where the truth is known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which engine suits this photo?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {all} tries done</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{first} suits this photo best: at {wins} of %n place(s) it came closer than {second}.</source>
        <translation type="unfinished">
        </translation>
    </message>
</context>
<context>
    <name>RecoveryDialog</name>
    <message>
        <source>1 step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring back your work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard the session?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inpaint Studio ended before these were saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locate the photo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locate the photo…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sessions to bring back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was done to {name} cannot be brought back then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} steps</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Rectangle</name>
    <message>
        <source>Rectangle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtract rectangle</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RefillDialog</name>
    <message>
        <source>Fill again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same place is filled once more, with another seed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RegionRow</name>
    <message>
        <source>Brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the mixture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint where the chosen fill should show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the last stroke back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>px</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ResultsStrip</name>
    <message>
        <source>+ variation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a result first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill once more with another seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill something first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills appear here: look at each, then keep the one you like.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Star</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the star off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starred</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without a fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} to come</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{engine} gives the same fill every time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{engine} is filling, {percent}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SaveOptionsDialog</name>
    <message>
        <source>100 is the best and the largest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small file from which the same fill can be made again, byte for byte.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As good as the original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep 16 bits per channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep camera data and texts (EXIF, XMP)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lossless</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only a whole photo with one fill by an engine can be repeated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as {format}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The colour profile is always kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This format has 8 bits per channel; take PNG or TIFF to keep all 16.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This format has no transparency, so the photo will be laid on white.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write beside it how the fill can be repeated</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Saver</name>
    <message>
        <source>BMP (*.bmp)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export a copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JPEG (*.jpg *.jpeg *.jpe *.jfif)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PNG (*.png)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Project for Inpaint Studio, GIMP and Krita (*.ora)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving {name} …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TIFF (*.tif *.tiff)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fill that was shown is kept now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait until the file is saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>WebP (*.webp)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>healed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>photo</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SeedControl</name>
    <message>
        <source>Another seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each seed gives another fill; the same seed gives the same fill.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use this seed for the next fill too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>Crop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fade fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uncrop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>No command is called so.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keys of the photo: Space moves it, the wheel zooms, Alt flips brush and eraser.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Slider</name>
    <message>
        <source>Reset to {value}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SmartSelect</name>
    <message>
        <source>Drag a box around what should go.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far the selection reaches beyond the object, so that no rim of it stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for the edges …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smart select</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stroke over more, or with Alt over too much; Enter takes the selection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stroke over what should go; Alt or the right button marks what stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strokes over the object, or a box around it that strokes can refine.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SourceBrush</name>
    <message>
        <source>Erase sources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint sources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint where fills</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint where texture may be copied from; Alt or the right button erases.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint where texture must not be copied from; Alt or the right button erases.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether texture may be copied from the painted places only, or from anywhere else.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StandingBar</name>
    <message>
        <source>Came closer to the truth in {share} of the duels; the thin line is how unsure that is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SSIM {ssim}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>failed %n time(s)</source>
        <translation type="unfinished">
        </translation>
    </message>
    <message>
        <source>{psnr} dB</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Fill, try again, keep what you like</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a photo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a photo…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint over what should go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples to try</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take things out of photos, and mend old ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or drop a photo into this window</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>CPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the fill (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour under the pointer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPU (CUDA)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPU (Metal)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position of the pointer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the photo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where fills are computed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mask {percent} ({pixels} px)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{device}, 1 thread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{device}, {count} threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size}, {bits} bit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{width} × {height}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{x}, {y}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Toolbox</name>
    <message>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Tools</name>
    <message>
        <source>{width} × {height} px</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Wipe</name>
    <message>
        <source>Compare wipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag the line: left of it is the original.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Wiring</name>
    <message>
        <source>Clear the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the sources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close gaps in the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many variations?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invert the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last mask again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variations</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>&lt; 1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt; {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt; {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{gigabytes} GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{kilobytes} kB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{megabytes} MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Zoom</name>
    <message>
        <source>Click to look closer, with Alt or the right button from further away, or drag a box.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_Overlay</name>
    <message>
        <source>Colour of the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How strongly the mask shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>engines</name>
    <message>
        <source>0: copy from anywhere; 1: as measured best.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Biharmonic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blend light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Carries the border inwards, nearest pixels first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Even out differences of light between the copied parts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exemplar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far around each pixel known pixels are looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far around the hole to look for patches, as a multiple of the hole's size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long to look for fitting patches.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much a patch must be as rough as its place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invents nothing new: faces, lettering and things that occur once are not made again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger patches keep structures whole, smaller ones fit in more places. An even number counts as the next odd one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lets the lines of equal brightness flow into the hole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes no texture: wide holes come out smooth.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Match texture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Navier-Stokes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patch size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photos with damage of several kinds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prefer near patches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Radius</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removing objects from grass, rock, foliage, sky, water, brickwork.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeats texture from elsewhere in the photo.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scratches and specks, when there is no time for better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scratches, dust, thin text, pixels missing at random.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search area</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spans the hole with the smoothest surface that fits its surroundings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes for each hole the engine that suits its shape best, and says which and why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Telea</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wide holes come out smeared. A cancel waits for a channel: 0.3 s in a hole of a megapixel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>may copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must not copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>strokes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>subtract</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>x</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>'{path}' already exists. Choose another name or allow overwriting.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' cannot be edited. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' cannot be read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' cannot be saved: there is no format for '{ending}'. Take one of {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' cannot be saved: {format} holds at most {longest} px on a side, but the photo is {size} px. Take PNG or TIFF.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' cannot be saved: {size} px are too many for {format}. Take PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' cannot be written: there is no folder '{folder}'.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' cannot be written: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' could not be written: the disk is full. Make room or choose another disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' is a folder, not a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' is damaged or incomplete: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' is not a folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' is not a picture that can be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' is not an OpenRaster project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' is not an ordinary file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' is not an undo history that can be recovered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' is not as it was when the session began. Locate the photo as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' is not as it was when the sidecar was written, so it cannot be replayed from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{path}' is {size} px: {megapixels} megapixels, above the limit of {limit}. If you trust the file, raise the limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>'{value}' does not suit the parameter '{name}': it takes {wanted}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A mask cannot be grown, shrunk or feathered by {value} px.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A mask is one plane of bool, uint8, uint16 or float values, not {shape} {dtype}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A mask of float values goes from 0 to 1, but this one goes from {low} to {high}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A photo is (H, W), (H, W, 1), (H, W, 3) or (H, W, 4) of uint8 or uint16, not {shape} {dtype}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another window of Inpaint Studio is at work on '{path}'.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inpaint Studio works offline and fetches nothing from the web. Save the picture first, then open the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No mask of {size} px was kept from a previous photo.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing stands out from its surroundings there. Draw over what should go.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong inside Inpaint Studio ({what}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The box covers the whole photo. Leave some of the surroundings outside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The device '{device}' cannot be used here: {reason} Take 'auto' or 'cpu'.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The editor cannot open a window: {reason}. 'make demo' and 'inpaint-studio fill' need none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine '{engine}' has no parameter '{name}'. It has: {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine '{name}' cannot run here: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine '{name}' failed: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine '{name}' returned values that are not numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine '{name}' returned {got} where {wanted} was asked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder '{path}' cannot be made: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder '{path}' cannot be read: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The guide is {guide} px but the photo is {photo} px. Make them the same size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The installation is incomplete: there is no folder '{folder}'. Install again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask covers the whole photo, so there is nothing left to fill it from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask is {mask} px but the photo is {photo} px. Make them the same size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The number of threads is {value}, but it takes at least 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The process that worked on it ended suddenly, perhaps for want of memory. Take fewer --jobs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project '{path}' is damaged: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project '{path}' was saved by a newer version. Update to open it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The quality is {value}, but it goes from 1 to 100.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session of '{path}' cannot be brought back: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sidecar '{path}' is damaged: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sidecar '{path}' was written by a newer version (schema {schema}). Update to read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source mask is {sources} px but the photo is {photo} px. Make them the same size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The source mask leaves nothing to copy from. Leave more of the photo as a source.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The true photo is {truth} px but the photo is {photo} px. Make them the same size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The undo history '{path}' cannot be read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The undo history cannot be written to '{path}': {reason}. Your work is still here, but would not survive a crash.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The undo history in '{path}' belongs to another photo.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no photos in '{path}'.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are several masks for {photo}: {masks}. Leave one of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is already an undo history in '{path}'. Recover it, or use another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no engine called '{name}'. There are: {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no file '{path}'.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no mask for {photo}: looked in {folder} for {stem} or {stem}_mask with an image's ending.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no picture in what was dropped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no picture on the clipboard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough memory for this. Close other programs, or take a smaller photo or hole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to select yet. Draw over what should go, or a box around it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is '{value}', but it takes a number of megapixels above 0.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
