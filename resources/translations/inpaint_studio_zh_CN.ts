<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Inpaint Studio</source>
        <translation>关于 Inpaint Studio</translation>
    </message>
    <message>
        <source>Copy version</source>
        <translation>复制版本信息</translation>
    </message>
    <message>
        <source>Engines</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Log: {folder}</source>
        <translation>日志：{folder}</translation>
    </message>
    <message>
        <source>Show the log folder</source>
        <translation>显示日志文件夹</translation>
    </message>
</context>
<context>
    <name>AreaTool</name>
    <message>
        <source>Mode</source>
        <translation>模式</translation>
    </message>
    <message>
        <source>What happens to the mask within the outline; Alt always subtracts.</source>
        <translation>轮廓内的蒙版如何变化；按住 Alt 始终为减去。</translation>
    </message>
</context>
<context>
    <name>Availability</name>
    <message>
        <source>Close the comparison first.</source>
        <translation>请先关闭对比。</translation>
    </message>
    <message>
        <source>Fill first, then there is a result.</source>
        <translation>请先填充，然后才有结果。</translation>
    </message>
    <message>
        <source>Leave some of the photo unmasked.</source>
        <translation>请为照片留出未被蒙版覆盖的部分。</translation>
    </message>
    <message>
        <source>No engine can run here.</source>
        <translation>没有可在此运行的引擎。</translation>
    </message>
    <message>
        <source>No fill has been kept yet.</source>
        <translation>还没有保留任何填充。</translation>
    </message>
    <message>
        <source>No sources are painted.</source>
        <translation>尚未涂抹取样区域。</translation>
    </message>
    <message>
        <source>One moment, saving the last step.</source>
        <translation>请稍候，正在保存上一步。</translation>
    </message>
    <message>
        <source>Open a photo first.</source>
        <translation>请先打开一张照片。</translation>
    </message>
    <message>
        <source>Paint over what should go first.</source>
        <translation>请先涂抹要去除的内容。</translation>
    </message>
    <message>
        <source>The photo is not cropped.</source>
        <translation>照片未被裁剪。</translation>
    </message>
    <message>
        <source>There is no mask of a photo of this size.</source>
        <translation>没有与此照片尺寸相同的蒙版。</translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation>没有可重做的操作。</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>没有可撤销的操作。</translation>
    </message>
    <message>
        <source>{engine} gives the same fill every time.</source>
        <translation>“{engine}”每次的填充都相同。</translation>
    </message>
</context>
<context>
    <name>BlinkRow</name>
    <message>
        <source>Blink</source>
        <translation>闪烁</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一张</translation>
    </message>
    <message>
        <source>Space shows the next picture.</source>
        <translation>按空格键显示下一张图像。</translation>
    </message>
    <message>
        <source>Time for each picture</source>
        <translation>每张图像的显示时间</translation>
    </message>
    <message>
        <source>With the original</source>
        <translation>包括原图</translation>
    </message>
    <message>
        <source>s</source>
        <translation>秒</translation>
    </message>
</context>
<context>
    <name>Brush</name>
    <message>
        <source>Brush stroke</source>
        <translation>画笔笔触</translation>
    </message>
    <message>
        <source>Eraser stroke</source>
        <translation>橡皮擦笔触</translation>
    </message>
    <message>
        <source>Paint over what should go; Alt or the right button erases, Shift-click draws a line.</source>
        <translation>涂抹要去除的内容；按住 Alt 或用右键擦除，按住 Shift 单击画直线。</translation>
    </message>
</context>
<context>
    <name>BrushLike</name>
    <message>
        <source>A pen draws thicker the harder it is pressed.</source>
        <translation>压感笔按得越重，笔触越粗。</translation>
    </message>
    <message>
        <source>Diameter of the brush; [ and ] change it.</source>
        <translation>画笔直径；按 [ 和 ] 调整。</translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation>硬度</translation>
    </message>
    <message>
        <source>How crisp the edge is; Shift+[ and Shift+] change it.</source>
        <translation>边缘的清晰程度；按 Shift+[ 和 Shift+] 调整。</translation>
    </message>
    <message>
        <source>Pressure</source>
        <translation>压感</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Photo</source>
        <translation>照片</translation>
    </message>
</context>
<context>
    <name>Cell</name>
    <message>
        <source>Original</source>
        <translation>原图</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>Waiting for its turn.</source>
        <translation>正在排队。</translation>
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
        <translation>要对比的引擎</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message numerus="yes">
        <source>Run %n engine(s)</source>
        <translation>
            <numerusform>运行 %n 个引擎</numerusform>
        </translation>
    </message>
    <message>
        <source>Tick at least one engine.</source>
        <translation>请至少勾选一个引擎。</translation>
    </message>
</context>
<context>
    <name>CloneStamp</name>
    <message>
        <source>Aligned</source>
        <translation>对齐</translation>
    </message>
    <message>
        <source>Alt-click or right-click the place to copy from.</source>
        <translation>按住 Alt 单击或右键单击以设定取样点。</translation>
    </message>
    <message>
        <source>Clone</source>
        <translation>仿制</translation>
    </message>
    <message>
        <source>How much of the source shows; one stroke never gets stronger than this.</source>
        <translation>源内容的显示强度；同一笔触内不会叠加。</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Paint to copy from the cross; Alt-click or right-click sets another source.</source>
        <translation>涂抹以复制十字处的内容；按住 Alt 单击或右键单击可另设取样点。</translation>
    </message>
    <message>
        <source>The source follows from stroke to stroke; otherwise each begins at the same place.</source>
        <translation>取样点随各笔触移动；否则每一笔都从同一位置开始取样。</translation>
    </message>
    <message>
        <source>The source must lie in the photo.</source>
        <translation>取样点必须位于照片内。</translation>
    </message>
</context>
<context>
    <name>ClosingQuestion</name>
    <message>
        <source>A comparison is still running.</source>
        <translation>对比仍在进行。</translation>
    </message>
    <message>
        <source>A fill is still running.</source>
        <translation>填充仍在进行。</translation>
    </message>
    <message>
        <source>A picture file does not hold the painted mask; a project does.</source>
        <translation>图像文件不包含所涂的蒙版，工程文件则包含。</translation>
    </message>
    <message>
        <source>Closing {name} stops it, and its work is lost.</source>
        <translation>关闭“{name}”会使其停止，已完成的部分将丢失。</translation>
    </message>
    <message>
        <source>Don't save</source>
        <translation>不保存</translation>
    </message>
    <message>
        <source>Only a project holds the fills that you have not kept.</source>
        <translation>尚未保留的填充只能存入工程文件。</translation>
    </message>
    <message>
        <source>Only a project holds the mask that you have painted.</source>
        <translation>您涂抹的蒙版只能存入工程文件。</translation>
    </message>
    <message>
        <source>Only a project holds the painted mask and the fills that you have not kept.</source>
        <translation>所涂的蒙版和尚未保留的填充只能存入工程文件。</translation>
    </message>
    <message>
        <source>Save as a project…</source>
        <translation>另存为工程…</translation>
    </message>
    <message>
        <source>Save changes?</source>
        <translation>保存更改？</translation>
    </message>
    <message>
        <source>Save the changes to {name}?</source>
        <translation>要保存对“{name}”的更改吗？</translation>
    </message>
    <message>
        <source>Save your work on {name}?</source>
        <translation>要保存您对“{name}”所做的工作吗？</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>停止并关闭</translation>
    </message>
    <message>
        <source>Stop and close?</source>
        <translation>停止并关闭？</translation>
    </message>
    <message>
        <source>What you have not saved is lost too.</source>
        <translation>未保存的内容也将丢失。</translation>
    </message>
    <message>
        <source>Without saving they are lost.</source>
        <translation>如果不保存，更改将丢失。</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>&amp;Compare</source>
        <translation>对比(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Mask</source>
        <translation>蒙版(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>工具(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>窗口(&amp;W)</translation>
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
        <translation>关于 Inpaint Studio</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Clear the mask</source>
        <translation>清除蒙版</translation>
    </message>
    <message>
        <source>Clear the sources</source>
        <translation>清除取样区域</translation>
    </message>
    <message>
        <source>Clone stamp</source>
        <translation>仿制图章</translation>
    </message>
    <message>
        <source>Close gaps in the mask</source>
        <translation>填补蒙版缝隙</translation>
    </message>
    <message>
        <source>Close the photo</source>
        <translation>关闭照片</translation>
    </message>
    <message>
        <source>Compare engines…</source>
        <translation>对比引擎…</translation>
    </message>
    <message>
        <source>Compare wipe</source>
        <translation>划像对比</translation>
    </message>
    <message>
        <source>Copy the picture</source>
        <translation>复制图像</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>裁剪</translation>
    </message>
    <message>
        <source>Crop to the mask</source>
        <translation>裁剪到蒙版</translation>
    </message>
    <message>
        <source>Discard the result</source>
        <translation>舍弃结果</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>椭圆</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮擦</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>F&amp;ill</source>
        <translation>填充(&amp;I)</translation>
    </message>
    <message>
        <source>Feather…</source>
        <translation>羽化…</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>Fill after each stroke</source>
        <translation>每笔后自动填充</translation>
    </message>
    <message>
        <source>Fit the photo</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>Grow…</source>
        <translation>扩展…</translation>
    </message>
    <message>
        <source>Hand</source>
        <translation>抓手</translation>
    </message>
    <message>
        <source>Harder brush</source>
        <translation>增加画笔硬度</translation>
    </message>
    <message>
        <source>Hide the panels</source>
        <translation>隐藏面板</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Invert the mask</source>
        <translation>反相蒙版</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Larger brush</source>
        <translation>增大画笔</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>套索</translation>
    </message>
    <message>
        <source>Last mask again</source>
        <translation>再次使用上一个蒙版</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Load a mask…</source>
        <translation>载入蒙版…</translation>
    </message>
    <message>
        <source>Mask as an outline</source>
        <translation>以轮廓显示蒙版</translation>
    </message>
    <message>
        <source>Mask of the previous photo</source>
        <translation>使用上一张照片的蒙版</translation>
    </message>
    <message>
        <source>Models of others…</source>
        <translation>他人的模型…</translation>
    </message>
    <message>
        <source>Navigator</source>
        <translation>导航器</translation>
    </message>
    <message>
        <source>Next result</source>
        <translation>下一个结果</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>最近打开的照片</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>原图</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation>首选项…</translation>
    </message>
    <message>
        <source>Previous result</source>
        <translation>上一个结果</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>矩形</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Reset the layout</source>
        <translation>复位布局</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save as a project…</source>
        <translation>保存为工程…</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Save the mask…</source>
        <translation>保存蒙版…</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>显示日志</translation>
    </message>
    <message>
        <source>Show the mask</source>
        <translation>显示蒙版</translation>
    </message>
    <message>
        <source>Shrink…</source>
        <translation>收缩…</translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation>减小画笔</translation>
    </message>
    <message>
        <source>Smart select</source>
        <translation>智能选择</translation>
    </message>
    <message>
        <source>Softer brush</source>
        <translation>降低画笔硬度</translation>
    </message>
    <message>
        <source>Source brush</source>
        <translation>取样画笔</translation>
    </message>
    <message>
        <source>Star the result</source>
        <translation>为结果加星标</translation>
    </message>
    <message>
        <source>Take the crop back</source>
        <translation>还原裁剪</translation>
    </message>
    <message>
        <source>Tool options</source>
        <translation>工具选项</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Variations…</source>
        <translation>变体…</translation>
    </message>
    <message>
        <source>Which engine suits this photo?</source>
        <translation>哪个引擎适合这张照片？</translation>
    </message>
    <message>
        <source>Wipe to the original</source>
        <translation>与原图划像对比</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>{psnr} dB, SSIM {ssim}</source>
        <translation>{psnr} dB，SSIM {ssim}</translation>
    </message>
</context>
<context>
    <name>CompareWorkspace</name>
    <message numerus="yes">
        <source>%n fill(s)</source>
        <translation>
            <numerusform>%n 个填充</numerusform>
        </translation>
    </message>
    <message>
        <source>Bright is where the two pictures differ.</source>
        <translation>越亮处，两张图像的差异越大。</translation>
    </message>
    <message>
        <source>Choose a picture that has been filled.</source>
        <translation>请选择一张已填充的图像。</translation>
    </message>
    <message>
        <source>Choose two different pictures.</source>
        <translation>请选择两张不同的图像。</translation>
    </message>
    <message>
        <source>Click a picture to choose it; zoom and pan move all of them.</source>
        <translation>单击可选定一张图像；缩放和平移会同步到所有图像。</translation>
    </message>
    <message>
        <source>Drag the line; arrow keys move it too.</source>
        <translation>拖动分隔线；也可用方向键移动。</translation>
    </message>
    <message>
        <source>Export a sheet</source>
        <translation>导出对照图</translation>
    </message>
    <message>
        <source>Fill picked per region</source>
        <translation>分区挑选的填充</translation>
    </message>
    <message>
        <source>It takes a fill to pick from.</source>
        <translation>至少要有一个填充才能挑选。</translation>
    </message>
    <message>
        <source>It takes two fills to disagree.</source>
        <translation>至少要有两个填充才能显示分歧。</translation>
    </message>
    <message>
        <source>Load the true photo</source>
        <translation>载入原貌照片</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>原图</translation>
    </message>
    <message>
        <source>PNG pictures (*.png)</source>
        <translation>PNG 图像 (*.png)</translation>
    </message>
    <message>
        <source>Paint over what should go before you compare.</source>
        <translation>对比前请先涂抹要去除的内容。</translation>
    </message>
    <message>
        <source>Saved {name}.</source>
        <translation>已保存 {name}。</translation>
    </message>
    <message>
        <source>The photo has changed since; compare again.</source>
        <translation>照片已有改动，请重新对比。</translation>
    </message>
    <message>
        <source>Tick engines and run them.</source>
        <translation>勾选引擎并运行。</translation>
    </message>
    <message>
        <source>Where it is bright the engines differ, so what they show there is invented.</source>
        <translation>亮处表示各引擎的填充不一致，那里的内容属于虚构。</translation>
    </message>
    <message>
        <source>against</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>{done} of {all} done</source>
        <translation>已完成 {done} / {all}</translation>
    </message>
    <message>
        <source>{first} against {second}</source>
        <translation>{first} 对比 {second}</translation>
    </message>
</context>
<context>
    <name>Crop</name>
    <message>
        <source>Aspect</source>
        <translation>宽高比</translation>
    </message>
    <message>
        <source>Drag a rectangle around what should stay.</source>
        <translation>拖出矩形，框住要留下的部分。</translation>
    </message>
    <message>
        <source>Enter crops, Esc leaves all as it is; nothing is lost, Uncrop shows the whole again.</source>
        <translation>按 Enter 裁剪，按 Esc 放弃；内容不会丢失，“还原裁剪”可重新显示全图。</translation>
    </message>
    <message>
        <source>Width to height; a portrait photo gets the same standing upright.</source>
        <translation>宽与高之比；竖幅照片会自动改为竖向比例。</translation>
    </message>
</context>
<context>
    <name>DetailsDialog</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
</context>
<context>
    <name>DragShape</name>
    <message>
        <source>Drag over what should go; Shift keeps the sides equal, Alt subtracts.</source>
        <translation>拖动框住要去除的内容；按住 Shift 保持等边，按住 Alt 减去。</translation>
    </message>
</context>
<context>
    <name>Editing</name>
    <message>
        <source>Crop</source>
        <translation>裁剪</translation>
    </message>
    <message>
        <source>Delete fill</source>
        <translation>删除填充</translation>
    </message>
    <message>
        <source>Fade fill</source>
        <translation>更改填充不透明度</translation>
    </message>
    <message>
        <source>Hide fill</source>
        <translation>隐藏填充</translation>
    </message>
    <message>
        <source>Show fill</source>
        <translation>显示填充</translation>
    </message>
    <message>
        <source>The photo is no longer open, so nothing was done.</source>
        <translation>该照片已不再打开，因此未执行任何操作。</translation>
    </message>
    <message>
        <source>Uncrop</source>
        <translation>还原裁剪</translation>
    </message>
</context>
<context>
    <name>Ellipse</name>
    <message>
        <source>Ellipse</source>
        <translation>椭圆</translation>
    </message>
    <message>
        <source>Subtract ellipse</source>
        <translation>减去椭圆</translation>
    </message>
</context>
<context>
    <name>EngineCard</name>
    <message>
        <source>A model of others</source>
        <translation>第三方模型</translation>
    </message>
    <message>
        <source>A network fitted to this photo alone (deep prior)</source>
        <translation>只拟合这一张照片的网络（深度先验）</translation>
    </message>
    <message>
        <source>A trained network (adversarial)</source>
        <translation>训练好的网络（对抗式）</translation>
    </message>
    <message>
        <source>A trained network (autoencoder)</source>
        <translation>训练好的网络（自编码器）</translation>
    </message>
    <message>
        <source>Another seed gives another fill.</source>
        <translation>种子不同，填充也不同。</translation>
    </message>
    <message>
        <source>Builds from small learned pieces (sparse coding)</source>
        <translation>由学习到的小块拼成（稀疏编码）</translation>
    </message>
    <message>
        <source>Carries colours in from the edge (diffusion)</source>
        <translation>将边缘的颜色向内延伸（扩散）</translation>
    </message>
    <message>
        <source>Chance</source>
        <translation>随机性</translation>
    </message>
    <message>
        <source>Chooses among the other engines</source>
        <translation>从其他引擎中挑选</translation>
    </message>
    <message>
        <source>Continues repeating patterns (low rank)</source>
        <translation>延续重复的图案（低秩）</translation>
    </message>
    <message>
        <source>Copies parts of the photo (exemplars)</source>
        <translation>复制照片中的其他部分（样例）</translation>
    </message>
    <message>
        <source>Good for</source>
        <translation>适用于</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>局限</translation>
    </message>
    <message>
        <source>Papers</source>
        <translation>论文</translation>
    </message>
    <message>
        <source>The same mask always gives the same fill.</source>
        <translation>相同的蒙版总是得到相同的填充。</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>工作方式</translation>
    </message>
</context>
<context>
    <name>EngineList</name>
    <message>
        <source>Cannot run here: {reason}.</source>
        <translation>无法在此运行：{reason}。</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
</context>
<context>
    <name>EnginePanel</name>
    <message>
        <source>A fill is running</source>
        <translation>正在填充</translation>
    </message>
    <message>
        <source>About this engine: limits and papers</source>
        <translation>关于此引擎：局限与论文</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>对比…</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>Fill after each stroke</source>
        <translation>每笔后自动填充</translation>
    </message>
    <message>
        <source>Fill {count} times with different seeds</source>
        <translation>用不同的种子填充 {count} 次</translation>
    </message>
    <message>
        <source>For small spots: each stroke is filled and kept at once.</source>
        <translation>适合小瑕疵：每画完一笔就立即填充并保留。</translation>
    </message>
    <message>
        <source>Good for: {what}</source>
        <translation>适用于：{what}</translation>
    </message>
    <message>
        <source>How many variations</source>
        <translation>变体数量</translation>
    </message>
    <message>
        <source>Settings back to their defaults</source>
        <translation>恢复默认设置</translation>
    </message>
    <message>
        <source>Takes {engines} for this mask.</source>
        <translation>对此蒙版将使用：{engines}。</translation>
    </message>
    <message>
        <source>Use {engine}</source>
        <translation>改用 {engine}</translation>
    </message>
    <message>
        <source>Variations</source>
        <translation>变体</translation>
    </message>
    <message>
        <source>{engine} does better with holes of this size.</source>
        <translation>“{engine}”更适合填充这种大小的空洞。</translation>
    </message>
    <message>
        <source>{engine} does better with scattered specks.</source>
        <translation>“{engine}”更适合填充零散的斑点。</translation>
    </message>
    <message>
        <source>{engine} is meant for holes up to {widest} px across; this one is {width} px.</source>
        <translation>“{engine}”适用于直径不超过 {widest} px 的空洞；此空洞为 {width} px。</translation>
    </message>
</context>
<context>
    <name>EngineRow</name>
    <message>
        <source>Add with other parameters</source>
        <translation>以其他参数再加一个</translation>
    </message>
    <message>
        <source>Cannot run here: {reason}.</source>
        <translation>无法在此运行：{reason}。</translation>
    </message>
</context>
<context>
    <name>EntrantBox</name>
    <message>
        <source>Original</source>
        <translation>原图</translation>
    </message>
</context>
<context>
    <name>Eraser</name>
    <message>
        <source>Erase the mask; Alt paints it, Shift-click draws a line.</source>
        <translation>擦除蒙版；按住 Alt 则为涂抹，按住 Shift 单击画直线。</translation>
    </message>
</context>
<context>
    <name>ErrorDialog</name>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation>出错了</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Always in one folder</source>
        <translation>始终放在同一文件夹</translation>
    </message>
    <message>
        <source>Beside the photo</source>
        <translation>放在原照片旁</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Clear the list</source>
        <translation>清除列表</translation>
    </message>
    <message>
        <source>Folders of Inpaint Studio</source>
        <translation>Inpaint Studio 的文件夹</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>尚未设定</translation>
    </message>
    <message>
        <source>Only the first of {count} files was opened.</source>
        <translation>共 {count} 个文件，只打开了第一个。</translation>
    </message>
    <message>
        <source>Open a photo</source>
        <translation>打开照片</translation>
    </message>
    <message>
        <source>Opening {name} …</source>
        <translation>正在打开 {name} …</translation>
    </message>
    <message>
        <source>Photos and projects (*.jpg *.jpeg *.png *.tif *.tiff *.webp *.bmp *.gif *.heic *.heif *.avif *.jxl *.jp2 *.dng *.nef *.cr2 *.cr3 *.arw *.orf *.rw2 *.raf *.ora);;All files (*)</source>
        <translation>照片和工程 (*.jpg *.jpeg *.png *.tif *.tiff *.webp *.bmp *.gif *.heic *.heif *.avif *.jxl *.jp2 *.dng *.nef *.cr2 *.cr3 *.arw *.orf *.rw2 *.raf *.ora);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Photos: {count}</source>
        <translation>照片：{count} 张</translation>
    </message>
    <message>
        <source>Recent photos</source>
        <translation>最近打开的照片</translation>
    </message>
    <message>
        <source>Save photos</source>
        <translation>保存照片</translation>
    </message>
    <message>
        <source>Save photos in</source>
        <translation>照片保存位置</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>显示日志</translation>
    </message>
    <message>
        <source>Show the settings</source>
        <translation>显示设置文件</translation>
    </message>
    <message>
        <source>The picture is on the clipboard.</source>
        <translation>图像已复制到剪贴板。</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>未命名</translation>
    </message>
    <message>
        <source>the picture</source>
        <translation>图像</translation>
    </message>
</context>
<context>
    <name>FillButton</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>Progress of the fill</source>
        <translation>填充进度</translation>
    </message>
    <message>
        <source>{count} to come</source>
        <translation>还有 {count} 个</translation>
    </message>
</context>
<context>
    <name>Fills</name>
    <message>
        <source>Fill again</source>
        <translation>再次填充</translation>
    </message>
    <message>
        <source>Fill with {engine}</source>
        <translation>填充：{engine}</translation>
    </message>
    <message>
        <source>Paint over what should go, then fill.</source>
        <translation>涂抹要去除的内容，然后填充。</translation>
    </message>
    <message>
        <source>The picture has changed meanwhile, so the fill stays as it was.</source>
        <translation>图像在此期间已改变，因此该填充保持原样。</translation>
    </message>
    <message>
        <source>The picture has changed meanwhile; undo brings this fill to light.</source>
        <translation>图像在此期间已改变；撤销即可看到此填充。</translation>
    </message>
    <message>
        <source>This fill was not made by an engine, so it cannot be run again.</source>
        <translation>此填充不是由引擎生成的，无法重新运行。</translation>
    </message>
</context>
<context>
    <name>FirstRunHints</name>
    <message>
        <source>Paint over what should go.</source>
        <translation>涂抹要去除的内容。</translation>
    </message>
    <message>
        <source>Press {key} to fill what you have painted.</source>
        <translation>按 {key} 填充涂抹的区域。</translation>
    </message>
    <message>
        <source>{keep} keeps this result, {again} tries again.</source>
        <translation>按 {keep} 保留此结果，按 {again} 再试一次。</translation>
    </message>
</context>
<context>
    <name>Footer</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop all</source>
        <translation>全部停止</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>Use this one</source>
        <translation>使用此结果</translation>
    </message>
</context>
<context>
    <name>Hand</name>
    <message>
        <source>Drag to move the picture; a double-click shows all of it.</source>
        <translation>拖动以移动画面；双击显示全图。</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Back to the photo (Esc)</source>
        <translation>返回照片 (Esc)</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>闪烁</translation>
    </message>
    <message>
        <source>Choose engines</source>
        <translation>选择引擎</translation>
    </message>
    <message>
        <source>Compare with the truth</source>
        <translation>与原貌对比</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Disagreement</source>
        <translation>分歧</translation>
    </message>
    <message>
        <source>Export a sheet of all pictures</source>
        <translation>导出包含所有图像的对照图</translation>
    </message>
    <message>
        <source>Forget the truth</source>
        <translation>移除原貌照片</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Load the true photo…</source>
        <translation>载入原貌照片…</translation>
    </message>
    <message>
        <source>Pick per region</source>
        <translation>分区挑选</translation>
    </message>
    <message>
        <source>The photo itself is true (a test hole)</source>
        <translation>照片本身即原貌（用于测试的空洞）</translation>
    </message>
    <message>
        <source>Which engine suits this photo?</source>
        <translation>哪个引擎适合这张照片？</translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation>划像</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>1 step</source>
        <translation>1 步</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Older steps lie on disk and cost no memory.</source>
        <translation>较早的步骤存于磁盘，不占内存。</translation>
    </message>
    <message>
        <source>Photo opened</source>
        <translation>打开照片</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>{count} steps</source>
        <translation>{count} 步</translation>
    </message>
    <message>
        <source>{steps}, {memory}</source>
        <translation>{steps}，{memory}</translation>
    </message>
    <message>
        <source>{step}, undone</source>
        <translation>{step}，已撤销</translation>
    </message>
</context>
<context>
    <name>HoverButtons</name>
    <message>
        <source>Discard</source>
        <translation>舍弃</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>加星标</translation>
    </message>
    <message>
        <source>Take the star off</source>
        <translation>取消星标</translation>
    </message>
    <message>
        <source>This engine gives the same fill every time</source>
        <translation>此引擎每次的填充都相同</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>Try again with another seed</source>
        <translation>换个种子再试一次</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Black in the mask: fill</source>
        <translation>蒙版黑色处填充</translation>
    </message>
    <message>
        <source>Blue, green, red (OpenCV)</source>
        <translation>蓝、绿、红（OpenCV）</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>I trust it</source>
        <translation>我信任它</translation>
    </message>
    <message>
        <source>Import a model</source>
        <translation>导入模型</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>安装</translation>
    </message>
    <message>
        <source>Installing it…</source>
        <translation>正在安装…</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>No usual way of running it fills the hole and keeps the rest. Choose one if you know better, or write its card and correct that.</source>
        <translation>没有一种常用方式能填充空洞并保留其余部分。如果您了解该模型，请自行选择；或者写出卡片再更正。</translation>
    </message>
    <message>
        <source>One way stands out. Look at the pictures, and then install it.</source>
        <translation>有一种方式明显最好。请查看图片，然后安装。</translation>
    </message>
    <message>
        <source>Order of colours</source>
        <translation>颜色顺序</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Red, green, blue (usual)</source>
        <translation>红、绿、蓝（通常）</translation>
    </message>
    <message>
        <source>Several ways work equally well here; look at a real fill before you trust it.</source>
        <translation>此处有多种方式效果相同；信任之前请先查看一次真实填充。</translation>
    </message>
    <message>
        <source>Shown as</source>
        <translation>显示为</translation>
    </message>
    <message>
        <source>The card is “{path}”. Correct it, and then install “{name}” from the file.</source>
        <translation>卡片位于“{path}”。请更正后，再从文件安装“{name}”。</translation>
    </message>
    <message>
        <source>The order of the colours and the licence cannot be seen by trying: look where the model comes from.</source>
        <translation>颜色顺序和许可证无法通过试运行得知：请查看模型的来源。</translation>
    </message>
    <message>
        <source>Trying it on a small made-up picture, with the mask both ways round…</source>
        <translation>正在一张合成的小图片上试运行，蒙版正反两种方式都试…</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>What it was given</source>
        <translation>给模型的图片</translation>
    </message>
    <message>
        <source>White in the mask: fill</source>
        <translation>蒙版白色处填充</translation>
    </message>
    <message>
        <source>Write the card only</source>
        <translation>仅写出卡片</translation>
    </message>
    <message>
        <source>cut out beforehand</source>
        <translation>事先挖空</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>picture {low} to {high}, mask {fill} = fill and {keep} = keep, result {out_low} to {out_high}</source>
        <translation>图片 {low} 到 {high}，蒙版 {fill} = 填充、{keep} = 保留，结果 {out_low} 到 {out_high}</translation>
    </message>
</context>
<context>
    <name>JoinForm</name>
    <message>
        <source>Edge of the fill</source>
        <translation>填充的边缘</translation>
    </message>
    <message>
        <source>Even out the whole fill</source>
        <translation>整体均匀明暗</translation>
    </message>
    <message>
        <source>How a step of light between the fill and the photo is closed</source>
        <translation>如何消除填充与照片之间的明暗落差</translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>明暗</translation>
    </message>
    <message>
        <source>Match the colour around</source>
        <translation>匹配周围的颜色</translation>
    </message>
    <message>
        <source>Match the grain around</source>
        <translation>匹配周围的颗粒</translation>
    </message>
    <message>
        <source>Soften near the edge</source>
        <translation>柔化边缘附近</translation>
    </message>
</context>
<context>
    <name>Keeper</name>
    <message>
        <source>This session cannot be kept on disk, so a crash would lose its changes.</source>
        <translation>无法将此会话保存到磁盘，一旦崩溃，更改将会丢失。</translation>
    </message>
</context>
<context>
    <name>KeyRecorder</name>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Press the keys…</source>
        <translation>请按键…</translation>
    </message>
</context>
<context>
    <name>KeymapEditor</name>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>命令及其快捷键</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>无快捷键</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部重置</translation>
    </message>
    <message>
        <source>Search commands and keys</source>
        <translation>搜索命令和快捷键</translation>
    </message>
    <message>
        <source>{key} is for moving the photo.</source>
        <translation>{key} 用于移动照片。</translation>
    </message>
    <message>
        <source>{key} is the key of several commands: {commands}.</source>
        <translation>{key} 同时是多个命令的快捷键：{commands}。</translation>
    </message>
    <message>
        <source>{key} was taken from: {commands}.</source>
        <translation>{key} 已从以下命令移除：{commands}。</translation>
    </message>
</context>
<context>
    <name>Lasso</name>
    <message>
        <source>Click for more corners; Enter or a double-click closes, Backspace goes back one.</source>
        <translation>单击添加更多拐点；按 Enter 或双击闭合，按 Backspace 退回一个点。</translation>
    </message>
    <message>
        <source>Drag around what should go, or click corner by corner; Shift keeps to 45°.</source>
        <translation>围绕要去除的内容拖动，或逐点单击；按住 Shift 限制为 45°。</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>套索</translation>
    </message>
    <message>
        <source>Subtract lasso</source>
        <translation>减去套索</translation>
    </message>
</context>
<context>
    <name>LayersPanel</name>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete the fill</source>
        <translation>删除填充</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>Fill again</source>
        <translation>再次填充</translation>
    </message>
    <message>
        <source>Fill again with another seed</source>
        <translation>换个种子再次填充</translation>
    </message>
    <message>
        <source>Fill again with other settings…</source>
        <translation>更改设置后再次填充…</translation>
    </message>
    <message>
        <source>Fills that you keep are listed here.</source>
        <translation>保留的填充会列在这里。</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Kept fills</source>
        <translation>已保留的填充</translation>
    </message>
    <message>
        <source>Kept fills, the newest first</source>
        <translation>已保留的填充，最新的在前</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Opacity of the fill</source>
        <translation>填充的不透明度</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Show on the photo</source>
        <translation>在照片上显示</translation>
    </message>
    <message>
        <source>This fill was not made by an engine</source>
        <translation>此填充不是由引擎生成的</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>已隐藏</translation>
    </message>
</context>
<context>
    <name>MapPane</name>
    <message>
        <source>the same</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>very different</source>
        <translation>差异很大</translation>
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
        <translation>沿边缘内侧将填充与照片融合。</translation>
    </message>
    <message>
        <source>Feather mask by {px} px</source>
        <translation>蒙版羽化 {px} px</translation>
    </message>
    <message>
        <source>Feather the mask</source>
        <translation>羽化蒙版</translation>
    </message>
    <message>
        <source>Grow mask by {px} px</source>
        <translation>蒙版扩展 {px} px</translation>
    </message>
    <message>
        <source>Grow the mask</source>
        <translation>扩展蒙版</translation>
    </message>
    <message>
        <source>Shrink mask by {px} px</source>
        <translation>蒙版收缩 {px} px</translation>
    </message>
    <message>
        <source>Shrink the mask</source>
        <translation>收缩蒙版</translation>
    </message>
    <message>
        <source>Spreads over a rim around what is marked.</source>
        <translation>将标记区域向外扩展一圈。</translation>
    </message>
    <message>
        <source>Withdraws from the edge of what is marked.</source>
        <translation>从标记区域的边缘向内收缩。</translation>
    </message>
</context>
<context>
    <name>MaskFiles</name>
    <message>
        <source>Load a mask</source>
        <translation>载入蒙版</translation>
    </message>
    <message>
        <source>Mask of the previous photo</source>
        <translation>上一张照片的蒙版</translation>
    </message>
    <message>
        <source>PNG (*.png)</source>
        <translation>PNG (*.png)</translation>
    </message>
    <message>
        <source>Pictures (*.png *.tif *.tiff *.bmp *.jpg *.jpeg *.webp);;All files (*)</source>
        <translation>图像 (*.png *.tif *.tiff *.bmp *.jpg *.jpeg *.webp);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Save the mask</source>
        <translation>保存蒙版</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>已保存 {name}</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>照片</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>, {free} free</source>
        <translation>，可用 {free}</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Give its memory back</source>
        <translation>释放内存</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>I trust it</source>
        <translation>我信任它</translation>
    </message>
    <message>
        <source>Import a model</source>
        <translation>导入模型</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>安装</translation>
    </message>
    <message>
        <source>Install a model that is not in this list</source>
        <translation>安装不在此列表中的模型</translation>
    </message>
    <message>
        <source>Install from a file</source>
        <translation>从文件安装</translation>
    </message>
    <message>
        <source>Install from a file…</source>
        <translation>从文件安装…</translation>
    </message>
    <message>
        <source>Its page</source>
        <translation>其网页</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Models of others</source>
        <translation>他人的模型</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove the model “{name}”? It can be installed again later.</source>
        <translation>移除模型“{name}”？以后可以重新安装。</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>无法使用</translation>
    </message>
    <message>
        <source>installed</source>
        <translation>已安装</translation>
    </message>
    <message>
        <source>not installed</source>
        <translation>未安装</translation>
    </message>
    <message>
        <source>partly fetched</source>
        <translation>部分已获取</translation>
    </message>
    <message>
        <source>set to stay offline</source>
        <translation>已设为保持离线</translation>
    </message>
    <message>
        <source>{name}: {done} of {total}</source>
        <translation>{name}：{done} / {total}</translation>
    </message>
    <message>
        <source>{used} in {folder}</source>
        <translation>{folder} 中占用 {used}</translation>
    </message>
</context>
<context>
    <name>Navigator</name>
    <message>
        <source>Fit the photo in the window</source>
        <translation>使照片适合窗口</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>通知</translation>
    </message>
</context>
<context>
    <name>Outcome</name>
    <message>
        <source>Right: it fills the hole, and the rest comes back.</source>
        <translation>正确：填充了空洞，其余部分保持不变。</translation>
    </message>
    <message>
        <source>Wrong: the hole comes back as it was.</source>
        <translation>错误：空洞原样返回。</translation>
    </message>
    <message>
        <source>Wrong: the hole comes back grey.</source>
        <translation>错误：空洞返回为灰色。</translation>
    </message>
    <message>
        <source>Wrong: the rest of the picture does not come back.</source>
        <translation>错误：图片的其余部分没有保持不变。</translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message>
        <source>Overview of the photo</source>
        <translation>照片概览</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Colour of the mask</source>
        <translation>蒙版颜色</translation>
    </message>
</context>
<context>
    <name>PairRow</name>
    <message>
        <source>First picture</source>
        <translation>第一张图像</translation>
    </message>
    <message>
        <source>Second picture</source>
        <translation>第二张图像</translation>
    </message>
    <message>
        <source>Swap the two</source>
        <translation>交换两张图像</translation>
    </message>
</context>
<context>
    <name>ParamForm</name>
    <message>
        <source>More options</source>
        <translation>更多选项</translation>
    </message>
</context>
<context>
    <name>ParamsDialog</name>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
</context>
<context>
    <name>Performance</name>
    <message>
        <source>Set by {variable}</source>
        <translation>由 {variable} 设定</translation>
    </message>
</context>
<context>
    <name>PhotoCard</name>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>从列表中移除</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>键盘</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Performance</source>
        <translation>性能</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
</context>
<context>
    <name>ProbePanel</name>
    <message>
        <source>Back to the engines</source>
        <translation>返回引擎列表</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>Compare the best</source>
        <translation>对比最佳引擎</translation>
    </message>
    <message>
        <source>Fewer than two engines could fill the places.</source>
        <translation>能够填充这些位置的引擎不足两个。</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>最差</translation>
    </message>
    <message>
        <source>Looking for intact places…</source>
        <translation>正在寻找完好的位置…</translation>
    </message>
    <message numerus="yes">
        <source>No clear winner at %n place(s): {names} are too close to tell apart.</source>
        <translation>
            <numerusform>在 %n 处位置未分胜负：{names} 过于接近，难以区分。</numerusform>
        </translation>
    </message>
    <message>
        <source>Only the densest part of the mask was tried.</source>
        <translation>只试了蒙版最密集的部分。</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>其他引擎</translation>
    </message>
    <message>
        <source>Paint over what should go first: the shape of the mask is tried.</source>
        <translation>请先涂抹要去除的内容：测试会使用蒙版的形状。</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>The places were tried at {percent} of their size, to be quick.</source>
        <translation>为节省时间，各位置按 {percent} 的尺寸测试。</translation>
    </message>
    <message>
        <source>The shape was tried at {percent} of its size, for there was no room for all of it.</source>
        <translation>空间不足以容纳完整的形状，因此按 {percent} 的尺寸测试。</translation>
    </message>
    <message>
        <source>There is no intact place where the shape of the mask fits.</source>
        <translation>没有能容纳蒙版形状的完好位置。</translation>
    </message>
    <message>
        <source>Tick at least two engines.</source>
        <translation>请至少勾选两个引擎。</translation>
    </message>
    <message>
        <source>Tries them on intact places like the hole, where the truth is known.</source>
        <translation>在类似空洞的完好位置上测试各引擎，那里的原貌是已知的。</translation>
    </message>
    <message>
        <source>Truth</source>
        <translation>原貌</translation>
    </message>
    <message>
        <source>Try them</source>
        <translation>开始测试</translation>
    </message>
    <message>
        <source>Which engine suits this photo?</source>
        <translation>哪个引擎适合这张照片？</translation>
    </message>
    <message>
        <source>{done} of {all} tries done</source>
        <translation>已测试 {done} / {all} 次</translation>
    </message>
    <message numerus="yes">
        <source>{first} suits this photo best: at {wins} of %n place(s) it came closer than {second}.</source>
        <translation>
            <numerusform>{first} 最适合这张照片：在 %n 处位置中，有 {wins} 处比 {second} 更接近原貌。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RecoveryDialog</name>
    <message>
        <source>1 step</source>
        <translation>1 步</translation>
    </message>
    <message>
        <source>Bring back your work</source>
        <translation>恢复您的工作</translation>
    </message>
    <message>
        <source>Discard the session?</source>
        <translation>丢弃此会话？</translation>
    </message>
    <message>
        <source>Discard…</source>
        <translation>丢弃…</translation>
    </message>
    <message>
        <source>Inpaint Studio ended before these were saved.</source>
        <translation>Inpaint Studio 上次退出时，以下内容尚未保存。</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <source>Locate the photo</source>
        <translation>查找照片</translation>
    </message>
    <message>
        <source>Locate the photo…</source>
        <translation>查找照片…</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Sessions to bring back</source>
        <translation>可恢复的会话</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>未命名</translation>
    </message>
    <message>
        <source>What was done to {name} cannot be brought back then.</source>
        <translation>此后将无法再恢复对“{name}”所做的修改。</translation>
    </message>
    <message>
        <source>{count} steps</source>
        <translation>{count} 步</translation>
    </message>
</context>
<context>
    <name>Rectangle</name>
    <message>
        <source>Rectangle</source>
        <translation>矩形</translation>
    </message>
    <message>
        <source>Subtract rectangle</source>
        <translation>减去矩形</translation>
    </message>
</context>
<context>
    <name>RefillDialog</name>
    <message>
        <source>Fill again</source>
        <translation>再次填充</translation>
    </message>
    <message>
        <source>The same place is filled once more, with another seed.</source>
        <translation>以新的种子重新填充同一位置。</translation>
    </message>
</context>
<context>
    <name>RegionPane</name>
    <message>
        <source>The photo has changed since; compare again.</source>
        <translation>照片已有改动，请重新对比。</translation>
    </message>
</context>
<context>
    <name>RegionRow</name>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>画笔大小</translation>
    </message>
    <message>
        <source>Keep the mixture</source>
        <translation>保留此组合</translation>
    </message>
    <message>
        <source>Paint where the chosen fill should show.</source>
        <translation>在要显示所选填充的地方涂抹。</translation>
    </message>
    <message>
        <source>Show colours</source>
        <translation>显示颜色</translation>
    </message>
    <message>
        <source>Take the last stroke back</source>
        <translation>撤回上一笔</translation>
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
        <translation>它位于“{folder}”。替换将覆盖其内容。</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Replace the file?</source>
        <translation>替换文件？</translation>
    </message>
    <message>
        <source>{name} already exists. Replace it?</source>
        <translation>“{name}”已存在。要替换它吗？</translation>
    </message>
</context>
<context>
    <name>ResultsStrip</name>
    <message>
        <source>+ variation</source>
        <translation>+ 变体</translation>
    </message>
    <message>
        <source>Choose a result first</source>
        <translation>请先选择一个结果</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>舍弃</translation>
    </message>
    <message>
        <source>Fill once more with another seed</source>
        <translation>换个种子再填充一次</translation>
    </message>
    <message>
        <source>Fill something first</source>
        <translation>请先填充</translation>
    </message>
    <message>
        <source>Fills appear here: look at each, then keep the one you like.</source>
        <translation>填充会显示在这里：逐个查看，然后保留满意的一个。</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>原图</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>加星标</translation>
    </message>
    <message>
        <source>Stopped early</source>
        <translation>提前停止</translation>
    </message>
    <message>
        <source>Take the star off</source>
        <translation>取消星标</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>starred</source>
        <translation>已加星标</translation>
    </message>
    <message>
        <source>without a fill</source>
        <translation>未填充</translation>
    </message>
    <message>
        <source>{count} to come</source>
        <translation>还有 {count} 个</translation>
    </message>
    <message>
        <source>{engine} gives the same fill every time</source>
        <translation>“{engine}”每次的填充都相同</translation>
    </message>
    <message>
        <source>{engine} is filling, {percent}</source>
        <translation>{engine} 正在填充，{percent}</translation>
    </message>
</context>
<context>
    <name>SaveOptionsDialog</name>
    <message>
        <source>100 is the best and the largest.</source>
        <translation>100 质量最好，文件也最大。</translation>
    </message>
    <message>
        <source>A small file from which the same fill can be made again, byte for byte.</source>
        <translation>一个小文件，据此可逐字节重现同样的填充。</translation>
    </message>
    <message>
        <source>As good as the original</source>
        <translation>与原照片相同</translation>
    </message>
    <message>
        <source>Keep 16 bits per channel</source>
        <translation>保留每通道 16 位</translation>
    </message>
    <message>
        <source>Keep camera data and texts (EXIF, XMP)</source>
        <translation>保留拍摄信息和文字（EXIF、XMP）</translation>
    </message>
    <message>
        <source>Lossless</source>
        <translation>无损</translation>
    </message>
    <message>
        <source>Only a whole photo with one fill by an engine can be repeated.</source>
        <translation>只有未裁剪、且仅含一次引擎填充的照片才能重现。</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Save as {format}</source>
        <translation>保存为 {format}</translation>
    </message>
    <message>
        <source>The colour profile is always kept.</source>
        <translation>颜色配置文件始终保留。</translation>
    </message>
    <message>
        <source>This format has 8 bits per channel; take PNG or TIFF to keep all 16.</source>
        <translation>此格式每通道只有 8 位；要保留全部 16 位，请选用 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>This format has no transparency, so the photo will be laid on white.</source>
        <translation>此格式不支持透明，照片将合成到白色背景上。</translation>
    </message>
    <message>
        <source>Write beside it how the fill can be repeated</source>
        <translation>在旁边保存重现此填充的记录</translation>
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
        <translation>导出副本</translation>
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
        <translation>Inpaint Studio、GIMP 和 Krita 工程 (*.ora)</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation>保存工程</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>已保存 {name}</translation>
    </message>
    <message>
        <source>Saving {name} …</source>
        <translation>正在保存 {name} …</translation>
    </message>
    <message>
        <source>TIFF (*.tif *.tiff)</source>
        <translation>TIFF (*.tif *.tiff)</translation>
    </message>
    <message>
        <source>The fill that was shown is kept now.</source>
        <translation>已保留当前显示的填充。</translation>
    </message>
    <message>
        <source>Wait until the file is saved.</source>
        <translation>请等待文件保存完成。</translation>
    </message>
    <message>
        <source>WebP (*.webp)</source>
        <translation>WebP (*.webp)</translation>
    </message>
    <message>
        <source>healed</source>
        <translation>已修复</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>照片</translation>
    </message>
</context>
<context>
    <name>SeedControl</name>
    <message>
        <source>Another seed</source>
        <translation>换一个种子</translation>
    </message>
    <message>
        <source>Each seed gives another fill; the same seed gives the same fill.</source>
        <translation>种子不同则填充不同；种子相同则填充相同。</translation>
    </message>
    <message>
        <source>Same again</source>
        <translation>沿用</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Use this seed for the next fill too</source>
        <translation>下一次填充也使用此种子</translation>
    </message>
    <message>
        <source>new</source>
        <translation>随机</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>Untitled</source>
        <translation>未命名</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>A new language shows at the next start.</source>
        <translation>新语言将在下次启动时生效。</translation>
    </message>
    <message>
        <source>All {cores} cores</source>
        <translation>全部 {cores} 个核心</translation>
    </message>
    <message>
        <source>Apple GPU</source>
        <translation>Apple GPU</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation>硬度</translation>
    </message>
    <message>
        <source>Keep loaded</source>
        <translation>保持加载</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Largest photo</source>
        <translation>照片尺寸上限</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>蒙版</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Memory of models that stay loaded between fills; holds from the next fill on.</source>
        <translation>两次填充之间保持加载的模型所占的内存；从下次填充起生效。</translation>
    </message>
    <message>
        <source>Models of others</source>
        <translation>他人的模型</translation>
    </message>
    <message>
        <source>NVIDIA GPU</source>
        <translation>NVIDIA GPU</translation>
    </message>
    <message>
        <source>Older steps lie on disk; a change holds from the next photo on.</source>
        <translation>较早的步骤存于磁盘；更改从下一张照片起生效。</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Pen pressure sets the size</source>
        <translation>用笔压控制大小</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation>减少动态效果</translation>
    </message>
    <message>
        <source>Show it as an outline</source>
        <translation>以轮廓显示</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Stay offline: fetch no models</source>
        <translation>保持离线：不获取模型</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
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
        <translation>尚未完成。</translation>
    </message>
    <message>
        <source>Photo and hole</source>
        <translation>照片与空洞</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>Truth</source>
        <translation>原貌</translation>
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
        <translation>没有叫这个名称的命令。</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>The keys of the photo: Space moves it, the wheel zooms, Alt flips brush and eraser.</source>
        <translation>照片上的按键：空格键移动，滚轮缩放，Alt 切换画笔与橡皮擦。</translation>
    </message>
</context>
<context>
    <name>Slider</name>
    <message>
        <source>Reset to {value}</source>
        <translation>重置为 {value}</translation>
    </message>
</context>
<context>
    <name>SmartSelect</name>
    <message>
        <source>Drag a box around what should go.</source>
        <translation>围绕要去除的内容拖出一个框。</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>绘制</translation>
    </message>
    <message>
        <source>Grow</source>
        <translation>扩展</translation>
    </message>
    <message>
        <source>How far the selection reaches beyond the object, so that no rim of it stays.</source>
        <translation>选区超出物体的距离，以免留下边缘残痕。</translation>
    </message>
    <message>
        <source>Looking for the edges …</source>
        <translation>正在寻找边缘 …</translation>
    </message>
    <message>
        <source>Smart select</source>
        <translation>智能选择</translation>
    </message>
    <message>
        <source>Stroke over more, or with Alt over too much; Enter takes the selection.</source>
        <translation>继续涂抹以扩大，按住 Alt 涂抹多选处以缩小；按 Enter 采用选区。</translation>
    </message>
    <message>
        <source>Stroke over what should go; Alt or the right button marks what stays.</source>
        <translation>在要去除的内容上画几笔；按住 Alt 或用右键标出要留下的部分。</translation>
    </message>
    <message>
        <source>Strokes over the object, or a box around it that strokes can refine.</source>
        <translation>在物体上画几笔，或先框选再用笔触细调。</translation>
    </message>
</context>
<context>
    <name>SourceBrush</name>
    <message>
        <source>Erase sources</source>
        <translation>擦除取样区域</translation>
    </message>
    <message>
        <source>Paint sources</source>
        <translation>涂抹取样区域</translation>
    </message>
    <message>
        <source>Paint where fills</source>
        <translation>涂抹处</translation>
    </message>
    <message>
        <source>Paint where texture may be copied from; Alt or the right button erases.</source>
        <translation>涂抹允许复制纹理的地方；按住 Alt 或用右键擦除。</translation>
    </message>
    <message>
        <source>Paint where texture must not be copied from; Alt or the right button erases.</source>
        <translation>涂抹禁止复制纹理的地方；按住 Alt 或用右键擦除。</translation>
    </message>
    <message>
        <source>Whether texture may be copied from the painted places only, or from anywhere else.</source>
        <translation>填充时只从涂抹处复制纹理，还是只从涂抹处以外复制。</translation>
    </message>
</context>
<context>
    <name>StandingBar</name>
    <message>
        <source>Came closer to the truth in {share} of the duels; the thin line is how unsure that is.</source>
        <translation>在 {share} 的两两较量中更接近原貌；细线表示不确定程度。</translation>
    </message>
    <message>
        <source>SSIM {ssim}</source>
        <translation>SSIM {ssim}</translation>
    </message>
    <message numerus="yes">
        <source>failed %n time(s)</source>
        <translation>
            <numerusform>失败 %n 次</numerusform>
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
        <translation>破损的人像</translation>
    </message>
    <message>
        <source>Fill, try again, keep what you like</source>
        <translation>填充、再试，保留满意的结果</translation>
    </message>
    <message>
        <source>Launch pad</source>
        <translation>发射台</translation>
    </message>
    <message>
        <source>Meadow</source>
        <translation>草地</translation>
    </message>
    <message>
        <source>Open a photo</source>
        <translation>打开照片</translation>
    </message>
    <message>
        <source>Open a photo…</source>
        <translation>打开照片…</translation>
    </message>
    <message>
        <source>Paint over what should go</source>
        <translation>涂抹要去除的内容</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Samples to try</source>
        <translation>示例照片</translation>
    </message>
    <message>
        <source>Take things out of photos, and mend old ones.</source>
        <translation>去除照片中的杂物，修补老照片。</translation>
    </message>
    <message>
        <source>or drop a photo into this window</source>
        <translation>或将照片拖放到此窗口</translation>
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
        <translation>取消填充 (Esc)</translation>
    </message>
    <message>
        <source>Colour under the pointer</source>
        <translation>指针处的颜色</translation>
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
        <translation>已用内存</translation>
    </message>
    <message>
        <source>Position of the pointer</source>
        <translation>指针位置</translation>
    </message>
    <message>
        <source>Progress of the fill</source>
        <translation>填充进度</translation>
    </message>
    <message>
        <source>Size of the mask</source>
        <translation>蒙版大小</translation>
    </message>
    <message>
        <source>Size of the photo</source>
        <translation>照片尺寸</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>Where fills are computed</source>
        <translation>计算填充的设备</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>mask {percent} ({pixels} px)</source>
        <translation>蒙版 {percent}（{pixels} px）</translation>
    </message>
    <message>
        <source>no mask</source>
        <translation>无蒙版</translation>
    </message>
    <message>
        <source>{device}, 1 thread</source>
        <translation>{device}，1 个线程</translation>
    </message>
    <message>
        <source>{device}, {count} threads</source>
        <translation>{device}，{count} 个线程</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>{size}, {bits} bit</source>
        <translation>{size}，{bits} 位</translation>
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
        <translation>工具</translation>
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
        <translation>拖动分隔线：左侧为原图。</translation>
    </message>
</context>
<context>
    <name>Wiring</name>
    <message>
        <source>How many variations?</source>
        <translation>要几个变体？</translation>
    </message>
    <message>
        <source>Variations</source>
        <translation>变体</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>&lt; 1 s</source>
        <translation>&lt; 1 秒</translation>
    </message>
    <message>
        <source>&lt; {percent} %</source>
        <translation>&lt; {percent} %</translation>
    </message>
    <message>
        <source>&lt; {seconds} s</source>
        <translation>&lt; {seconds} 秒</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
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
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} 分 {seconds} 秒</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
</context>
<context>
    <name>Zoom</name>
    <message>
        <source>Click to look closer, with Alt or the right button from further away, or drag a box.</source>
        <translation>单击放大，按住 Alt 或用右键缩小，也可拖出方框放大。</translation>
    </message>
</context>
<context>
    <name>_Overlay</name>
    <message>
        <source>Colour of the mask</source>
        <translation>蒙版颜色</translation>
    </message>
    <message>
        <source>How strongly the mask shows</source>
        <translation>蒙版的显示强度</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>叠加显示</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source> and </source>
        <translation>和</translation>
    </message>
    <message>
        <source>'{name}' does not belong to this picture; it tells how another one was filled.</source>
        <translation>“{name}”不属于这张图像，它记录的是另一张图像的填充方式。</translation>
    </message>
    <message>
        <source>'{name}' has numbers of a kind that cards do not know.</source>
        <translation>“{name}”的数值类型是卡片所不认识的。</translation>
    </message>
    <message>
        <source>'{name}' in it cannot be unpacked</source>
        <translation>其中的“{name}”无法解压</translation>
    </message>
    <message>
        <source>'{name}' in it cannot be used</source>
        <translation>其中的“{name}”无法使用</translation>
    </message>
    <message>
        <source>'{name}' in it is damaged, {reason}</source>
        <translation>其中的“{name}”已损坏，{reason}</translation>
    </message>
    <message>
        <source>'{name}' in it is far too long</source>
        <translation>其中的“{name}”过长</translation>
    </message>
    <message>
        <source>'{name}' in it is missing</source>
        <translation>缺少其中的“{name}”</translation>
    </message>
    <message>
        <source>'{name}' in it makes no sense</source>
        <translation>其中的“{name}”内容无效</translation>
    </message>
    <message>
        <source>'{name}' told how the picture before was filled, so it was removed.</source>
        <translation>“{name}”记录的是之前那张图像的填充方式，因此已删除。</translation>
    </message>
    <message>
        <source>'{path}' is damaged. See: inpaint-studio models install {name}</source>
        <translation>“{path}”已损坏。请参阅：inpaint-studio models install {name}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Another program has changed this project, so its masks and results were left out.</source>
        <translation>此工程被其他程序修改过，因此未载入其中的蒙版和结果。</translation>
    </message>
    <message>
        <source>CMYK was converted to RGB without a profile, as the file has none: colours may differ.</source>
        <translation>CMYK 已在没有配置文件的情况下转换为 RGB，因为文件中没有配置文件；颜色可能有出入。</translation>
    </message>
    <message>
        <source>CMYK was converted to RGB without a profile, as the one in the file cannot be used: colours may differ.</source>
        <translation>CMYK 已在没有配置文件的情况下转换为 RGB，因为文件中的配置文件无法使用；颜色可能有出入。</translation>
    </message>
    <message>
        <source>CMYK was converted to sRGB through its profile ({name}).</source>
        <translation>CMYK 已按其配置文件（{name}）转换为 sRGB。</translation>
    </message>
    <message>
        <source>Copies of the unchanged picture in the photo's XMP will not be saved.</source>
        <translation>不会保存照片 XMP 中未修改画面的副本。</translation>
    </message>
    <message>
        <source>Floating-point values were converted to 16 bit.</source>
        <translation>浮点值已转换为 16 位。</translation>
    </message>
    <message>
        <source>In '{file}' these do not fit: {names}. Using their defaults.</source>
        <translation>“{file}”中的以下设置无效：{names}。将使用其默认值。</translation>
    </message>
    <message>
        <source>It has inks beside CMYK. Convert it to RGB first.</source>
        <translation>照片含有 CMYK 以外的油墨。请先转换为 RGB。</translation>
    </message>
    <message>
        <source>It holds floating-point values outside 0 to 1. Convert it to 16 bit first.</source>
        <translation>照片含有 0 到 1 以外的浮点值。请先转换为 16 位。</translation>
    </message>
    <message>
        <source>It holds whole numbers of more than 16 bit. Convert it to 16 bit first.</source>
        <translation>照片含有超过 16 位的整数。请先转换为 16 位。</translation>
    </message>
    <message>
        <source>It is a BMP of {kind}, which cannot be read. Convert it to PNG or TIFF first.</source>
        <translation>这是 {kind} 的 BMP，无法读取。请先转换为 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>It is a HEIC or HEIF photo. To open such photos: pip install "inpaint-studio[heic]".</source>
        <translation>这是 HEIC 或 HEIF 照片。要打开此类照片，请运行：pip install "inpaint-studio[heic]"。</translation>
    </message>
    <message>
        <source>It is a HEIF picture of a coding that cannot be read. Convert it to PNG or TIFF first.</source>
        <translation>这是 HEIF 图像，但无法读取其编码方式。请先转换为 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>It is a JPEG 2000 of a kind that cannot be edited. Convert it to 8 or 16 bit first.</source>
        <translation>这种 JPEG 2000 无法编辑。请先转换为 8 位或 16 位。</translation>
    </message>
    <message>
        <source>It is a JPEG XL with inks beside its colours. Convert it to PNG or TIFF first.</source>
        <translation>这是含有颜色以外油墨的 JPEG XL。请先转换为 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>It is a JPEG of a kind that cannot be read ({kind}). Save it as PNG or TIFF first.</source>
        <translation>无法读取这种 JPEG（{kind}）。请先另存为 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>It is a JPEG of so many scans that decoding it would take very long. Save it as PNG first.</source>
        <translation>此 JPEG 的扫描次数过多，解码会花费很长时间。请先另存为 PNG。</translation>
    </message>
    <message>
        <source>It is a TGA whose runs go on from row to row. Convert it to PNG or TIFF first.</source>
        <translation>此 TGA 的游程跨越了行，无法读取。请先转换为 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>It is a TIFF of {bits} bit, {kind}. Convert it to RGB of 8 or 16 bit first.</source>
        <translation>这是 {bits} 位的 TIFF（{kind}）。请先转换为 8 位或 16 位的 RGB。</translation>
    </message>
    <message>
        <source>It is a camera raw file of a kind that cannot be developed. Develop it into a TIFF or PNG first.</source>
        <translation>无法冲洗这种相机原始数据 (RAW) 文件。请先冲洗为 TIFF 或 PNG。</translation>
    </message>
    <message>
        <source>It is a camera raw file. To open such files: pip install "inpaint-studio[raw]".</source>
        <translation>这是相机原始数据 (RAW) 文件。要打开此类文件，请运行：pip install "inpaint-studio[raw]"。</translation>
    </message>
    <message>
        <source>It is a large {name} picture, which would take very long to unpack. Convert it to PNG or TIFF first.</source>
        <translation>这是一幅大尺寸的 {name} 图像，解码会花费很长时间。请先转换为 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>It is a picture of a kind that cannot be read. Convert it to PNG or TIFF first.</source>
        <translation>无法读取这种图像。请先转换为 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>It is a volume of several slices. Save the slice to edit as a picture of its own.</source>
        <translation>该文件是由多个切片组成的体数据。请将要编辑的切片另存为单独的图片。</translation>
    </message>
    <message>
        <source>It is an AVIF of more than 268 megapixels or 32768 pixels on one side, which cannot be unpacked. Convert it to PNG or TIFF first.</source>
        <translation>此 AVIF 超过 2.68 亿像素或单边超过 32768 像素，无法解码。请先转换为 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>It is stored in pieces far larger than its picture needs. Save it again, with its colours alone.</source>
        <translation>该文件的存储块远大于图片所需。请仅保留颜色通道后重新保存。</translation>
    </message>
    <message>
        <source>It is {kind}. Convert it to PNG or TIFF first.</source>
        <translation>这是{kind}。请先转换为 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>Its Content Credentials (C2PA) are about the unchanged photo and will not be saved.</source>
        <translation>其内容凭证 (C2PA) 只适用于未修改的照片，不会保存。</translation>
    </message>
    <message>
        <source>Its compression ({name}) cannot be read. Convert it to PNG or TIFF first.</source>
        <translation>无法读取其压缩方式（{name}）。请先转换为 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>Its compression ({name}) cannot be read. Save it uncompressed or with Deflate.</source>
        <translation>无法读取其压缩方式（{name}）。请存为不压缩或使用 Deflate 压缩。</translation>
    </message>
    <message>
        <source>JPEG encodes the whole photo again (with {how}), so pixels outside the mask change a little; PNG and TIFF keep them exactly.</source>
        <translation>JPEG 会重新编码整张照片（{how}），因此蒙版以外的像素会有细微变化；PNG 和 TIFF 可原样保留。</translation>
    </message>
    <message>
        <source>Lab was converted to sRGB.</source>
        <translation>Lab 已转换为 sRGB。</translation>
    </message>
    <message>
        <source>ONNX Runtime says: {words}.</source>
        <translation>ONNX Runtime 报告：{words}。</translation>
    </message>
    <message>
        <source>Only one fill of a whole photo can be repeated, so no sidecar was written.</source>
        <translation>只有对整张照片的单次填充才能重复，因此没有写入附属文件。</translation>
    </message>
    <message>
        <source>Only the lowest of the {count} layers of this project could be opened.</source>
        <translation>此工程有 {count} 个图层，只能打开最底层。</translation>
    </message>
    <message>
        <source>Photoshop's own data</source>
        <translation>Photoshop 专有数据</translation>
    </message>
    <message>
        <source>Premultiplied alpha was turned into plain alpha.</source>
        <translation>预乘 Alpha 已转换为普通 Alpha。</translation>
    </message>
    <message>
        <source>Stopped at {share}: this is the best so far.</source>
        <translation>在 {share} 时停止：这是目前最好的结果。</translation>
    </message>
    <message>
        <source>The GPU has too little memory for this fill, so the processor computed it.</source>
        <translation>显存不足以完成此次填充，已改由处理器计算。</translation>
    </message>
    <message>
        <source>The Photoshop layers of the TIFF will not be saved, only the picture that they make.</source>
        <translation>TIFF 的 Photoshop 图层不会被保存，仅保存它们合成的图片。</translation>
    </message>
    <message>
        <source>The camera raw file was developed with the camera's white balance; it stays as it is.</source>
        <translation>相机原始数据 (RAW) 文件已按相机白平衡冲洗；原文件保持不变。</translation>
    </message>
    <message>
        <source>The colour profile is in another file, so it was left out.</source>
        <translation>颜色配置文件在另一个文件中，已略去。</translation>
    </message>
    <message>
        <source>The colour profile of the JPEG XL cannot be read, so its colours were taken for sRGB.</source>
        <translation>无法读取 JPEG XL 的颜色配置文件，已将其颜色视为 sRGB。</translation>
    </message>
    <message>
        <source>The depth map in the photo will not be saved.</source>
        <translation>不会保存照片中的深度图。</translation>
    </message>
    <message>
        <source>The file has more than 64 MB of metadata; what goes beyond that was left out.</source>
        <translation>文件的元数据超过 64 MB，超出的部分已略去。</translation>
    </message>
    <message>
        <source>The file holds an animation; only its first frame is used.</source>
        <translation>此文件是动画，只使用第一帧。</translation>
    </message>
    <message>
        <source>The file holds {count} frames; only the first is used.</source>
        <translation>此文件有 {count} 帧，只使用第一帧。</translation>
    </message>
    <message>
        <source>The file holds {count} pages; only the first in full size is used.</source>
        <translation>该文件包含 {count} 页；仅使用第一个完整尺寸的页面。</translation>
    </message>
    <message>
        <source>The file holds {count} pages; only the first is used.</source>
        <translation>此文件有 {count} 页，只使用第一页。</translation>
    </message>
    <message>
        <source>The file holds {count} pictures; only the first is used.</source>
        <translation>此文件有 {count} 张图像，只使用第一张。</translation>
    </message>
    <message>
        <source>The gain map, which makes the photo brighter on HDR screens, will not be saved.</source>
        <translation>不会保存增益图（用于在 HDR 屏幕上提亮照片）。</translation>
    </message>
    <message>
        <source>The georeference of the TIFF does not fit the new size and was left out.</source>
        <translation>TIFF 的地理参考与新的尺寸不符，已略去。</translation>
    </message>
    <message>
        <source>The georeference of the TIFF does not fit the turned photo and will not be saved.</source>
        <translation>TIFF 的地理参考与旋转后的照片不符，不会被保存。</translation>
    </message>
    <message>
        <source>The mask covers {percent} % of the photo. If the rest is meant, {way}.</source>
        <translation>蒙版覆盖了照片的 {percent}%。如果指的是其余部分，{way}。</translation>
    </message>
    <message>
        <source>The mask has coloured marks on black, which were taken.</source>
        <translation>蒙版在黑底上有彩色标记，已采用这些标记。</translation>
    </message>
    <message>
        <source>The mask has coloured marks on white, which were taken.</source>
        <translation>蒙版在白底上有彩色标记，已采用这些标记。</translation>
    </message>
    <message>
        <source>The mask has one colour, {colour}, on {ground}; it was taken as marked.</source>
        <translation>蒙版在{ground}底上只有一种颜色 {colour}；已将其视为标出的区域。</translation>
    </message>
    <message>
        <source>The mask holds only the values {low} and {high}; {taken} was taken as marked.</source>
        <translation>蒙版只含 {low} 和 {high} 两个值；已将 {taken} 视为标出的区域。</translation>
    </message>
    <message>
        <source>The mask is a coloured picture, not marks on black or white: what is bright in it was taken. Paint what to fill in white on black.</source>
        <translation>蒙版是一张彩色图片，而不是黑底或白底上的标记：已采用其中明亮的部分。请用白色在黑底上画出要填充的区域。</translation>
    </message>
    <message>
        <source>The mask is a photo of which a part was erased; the erased part was taken as marked.</source>
        <translation>蒙版是一张擦除了一部分的照片；已将擦除的部分视为标出的区域。</translation>
    </message>
    <message>
        <source>The mask is of 16 bit but holds only 0 to 255, so it was read as 8 bit.</source>
        <translation>蒙版为 16 位，但只含 0 到 255，因此按 8 位读取。</translation>
    </message>
    <message>
        <source>The mask marks nothing: its value is {low} everywhere.</source>
        <translation>蒙版没有标出任何内容：它的值处处为 {low}。</translation>
    </message>
    <message>
        <source>The mask marks nothing: its values go from {low} to {high} (of {most}), and only those from {threshold} on are taken.</source>
        <translation>蒙版没有标出任何内容：它的值为 {low} 到 {high}（最大 {most}），只有不小于 {threshold} 的值才会被采用。</translation>
    </message>
    <message>
        <source>The mask was saved by Inpaint Studio; its soft edges are kept.</source>
        <translation>蒙版由 Inpaint Studio 保存；已保留其柔和边缘。</translation>
    </message>
    <message>
        <source>The model changed what it should have kept: its card is probably wrong about the mask, a range or the order of the colours.</source>
        <translation>模型改变了本应保留的部分：其卡片中的蒙版、取值范围或颜色顺序可能有误。</translation>
    </message>
    <message>
        <source>The photo's colour profile cannot be used here, so its colours were taken for sRGB.</source>
        <translation>此照片的颜色配置文件在此无法使用，已将其颜色视为 sRGB。</translation>
    </message>
    <message>
        <source>The settings in '{file}' are damaged. Using the defaults.</source>
        <translation>设置文件“{file}”已损坏。将使用默认值。</translation>
    </message>
    <message>
        <source>The settings in '{file}' are damaged; they are now '{aside}'. Using the defaults.</source>
        <translation>设置文件“{file}”已损坏，已改名为“{aside}”。将使用默认值。</translation>
    </message>
    <message>
        <source>The settings in '{file}' cannot be read: {reason}. Using the defaults.</source>
        <translation>无法读取设置文件“{file}”：{reason}。将使用默认值。</translation>
    </message>
    <message>
        <source>The video in the photo (a motion photo) will not be saved.</source>
        <translation>不会保存照片中的视频（动态照片）。</translation>
    </message>
    <message>
        <source>The {bits} bits of each channel were spread over {count}.</source>
        <translation>每个通道的 {bits} 位已扩展为 {count} 位。</translation>
    </message>
    <message>
        <source>The {count} layers of this project were joined into one.</source>
        <translation>此工程的 {count} 个图层已合并为一个。</translation>
    </message>
    <message>
        <source>The {things} in the file is damaged or far too long; it was left out.</source>
        <translation>文件中的{things}已损坏或过长，已略去。</translation>
    </message>
    <message>
        <source>The {things} of the photo is too long for this format and was left out.</source>
        <translation>照片的{things}对此格式而言过长，已略去。</translation>
    </message>
    <message>
        <source>Values of {bits} bit were spread over 16.</source>
        <translation>{bits} 位的数值已扩展到 16 位。</translation>
    </message>
    <message>
        <source>WebP encodes the whole photo again (with quality {quality}), so pixels outside the mask change a little; PNG and TIFF keep them exactly.</source>
        <translation>WebP 会重新编码整张照片（质量 {quality}），因此蒙版以外的像素会有细微变化；PNG 和 TIFF 可原样保留。</translation>
    </message>
    <message>
        <source>What only some programs understand will not be saved: {things}.</source>
        <translation>不会保存只有部分程序能识别的数据：{things}。</translation>
    </message>
    <message>
        <source>a DICOM picture</source>
        <translation>一幅 DICOM 图像</translation>
    </message>
    <message>
        <source>a DjVu document</source>
        <translation>一份 DjVu 文档</translation>
    </message>
    <message>
        <source>a FITS picture</source>
        <translation>一幅 FITS 图像</translation>
    </message>
    <message>
        <source>a JPEG XR picture</source>
        <translation>一幅 JPEG XR 图像</translation>
    </message>
    <message>
        <source>a PAM picture</source>
        <translation>一幅 PAM 图像</translation>
    </message>
    <message>
        <source>a PDF document</source>
        <translation>一份 PDF 文档</translation>
    </message>
    <message>
        <source>a Photoshop document of {bits} bit</source>
        <translation>一个 {bits} 位的 Photoshop 文档</translation>
    </message>
    <message>
        <source>a Radiance HDR picture</source>
        <translation>一幅 Radiance HDR 图像</translation>
    </message>
    <message>
        <source>a WMF drawing</source>
        <translation>一幅 WMF 图形</translation>
    </message>
    <message>
        <source>a ZIP archive</source>
        <translation>一个 ZIP 压缩包</translation>
    </message>
    <message>
        <source>a checksum in it is wrong</source>
        <translation>校验和有误</translation>
    </message>
    <message>
        <source>a compressed archive</source>
        <translation>一个压缩包</translation>
    </message>
    <message>
        <source>a large Photoshop document</source>
        <translation>一份大型 Photoshop 文档</translation>
    </message>
    <message>
        <source>a number from {low} to {high}</source>
        <translation>{low} 到 {high} 的数</translation>
    </message>
    <message>
        <source>a picture in GIMP's own format</source>
        <translation>一幅 GIMP 专用格式的图像</translation>
    </message>
    <message>
        <source>a safetensors file does not say how its network is built. Write a card that names one of the networks here, and name that card.</source>
        <translation>safetensors 文件不说明其网络的结构。请编写一张指明此处某个网络的卡片，并指定该卡片。</translation>
    </message>
    <message>
        <source>a video</source>
        <translation>一段视频</translation>
    </message>
    <message>
        <source>a web page</source>
        <translation>一个网页</translation>
    </message>
    <message>
        <source>a whole number from {low} to {high}</source>
        <translation>{low} 到 {high} 的整数</translation>
    </message>
    <message>
        <source>an EMF drawing</source>
        <translation>一幅 EMF 图形</translation>
    </message>
    <message>
        <source>an EPS or PostScript drawing</source>
        <translation>一幅 EPS 或 PostScript 图形</translation>
    </message>
    <message>
        <source>an OpenEXR picture</source>
        <translation>一幅 OpenEXR 图像</translation>
    </message>
    <message>
        <source>an SVG drawing</source>
        <translation>一幅 SVG 图形</translation>
    </message>
    <message>
        <source>an engine is called so. Choose another.</source>
        <translation>已有同名引擎。请另选一个。</translation>
    </message>
    <message>
        <source>an office document</source>
        <translation>一份办公文档</translation>
    </message>
    <message>
        <source>black</source>
        <translation>黑色</translation>
    </message>
    <message>
        <source>colour profile</source>
        <translation>颜色配置文件</translation>
    </message>
    <message>
        <source>comments</source>
        <translation>注释</translation>
    </message>
    <message>
        <source>data after the picture</source>
        <translation>图像之后的数据</translation>
    </message>
    <message>
        <source>extended XMP</source>
        <translation>扩展 XMP</translation>
    </message>
    <message>
        <source>gamma and primaries</source>
        <translation>伽马值和基色</translation>
    </message>
    <message>
        <source>georeference</source>
        <translation>地理参考</translation>
    </message>
    <message>
        <source>hierarchical</source>
        <translation>分层式</translation>
    </message>
    <message>
        <source>invert it</source>
        <translation>请将其反转</translation>
    </message>
    <message>
        <source>is a directory</source>
        <translation>这是一个文件夹</translation>
    </message>
    <message>
        <source>it claims to hold more than a file of its length can</source>
        <translation>它声称的内容超出了这种长度的文件所能容纳的量</translation>
    </message>
    <message>
        <source>it computes for more than {seconds} seconds on a small picture.</source>
        <translation>它处理一张小图片的计算超过 {seconds} 秒。</translation>
    </message>
    <message>
        <source>it does not begin like a PNG</source>
        <translation>开头不是 PNG 格式</translation>
    </message>
    <message>
        <source>it ends too early</source>
        <translation>文件提前结束</translation>
    </message>
    <message>
        <source>it gives {outputs}, and no picture.</source>
        <translation>它输出 {outputs}，而不是图片。</translation>
    </message>
    <message>
        <source>it has no pixels</source>
        <translation>没有像素</translation>
    </message>
    <message>
        <source>it has too few channels</source>
        <translation>通道过少</translation>
    </message>
    <message>
        <source>it holds values that are not numbers</source>
        <translation>含有非数值的值</translation>
    </message>
    <message>
        <source>it is an ordinary ZIP file.</source>
        <translation>它是普通的 ZIP 文件。</translation>
    </message>
    <message>
        <source>it is damaged or was replaced: its checksum is not that of the shipped file</source>
        <translation>文件已损坏或被替换：校验和与随附文件不符</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>文件为空</translation>
    </message>
    <message>
        <source>it is far too long</source>
        <translation>文件过长</translation>
    </message>
    <message>
        <source>it is incomplete, or not in the format safetensors</source>
        <translation>文件不完整，或不是 safetensors 格式</translation>
    </message>
    <message>
        <source>it is neither ONNX nor TorchScript.</source>
        <translation>它既不是 ONNX 也不是 TorchScript。</translation>
    </message>
    <message>
        <source>it is not installed. See: inpaint-studio models install {name}</source>
        <translation>未安装。请参阅：inpaint-studio models install {name}</translation>
    </message>
    <message>
        <source>it needs the Python package {packages}</source>
        <translation>需要 Python 包 {packages}</translation>
    </message>
    <message>
        <source>it takes more than half of the memory for a small picture.</source>
        <translation>它处理一张小图片占用了一半以上的内存。</translation>
    </message>
    <message>
        <source>it takes {count} pictures at once.</source>
        <translation>它一次接受 {count} 张图片。</translation>
    </message>
    <message>
        <source>it takes {inputs}, and not a picture and a mask.</source>
        <translation>它接受 {inputs}，而不是一张图片和一个蒙版。</translation>
    </message>
    <message>
        <source>it unfolds into more operations than a network has.</source>
        <translation>它展开后的运算比任何网络都多。</translation>
    </message>
    <message>
        <source>its contents have changed</source>
        <translation>内容已改变</translation>
    </message>
    <message>
        <source>its contents make no sense</source>
        <translation>内容无效</translation>
    </message>
    <message>
        <source>its description is damaged</source>
        <translation>说明信息已损坏</translation>
    </message>
    <message>
        <source>its description is far too long</source>
        <translation>其描述过长</translation>
    </message>
    <message>
        <source>its first page cannot be found</source>
        <translation>找不到第一页</translation>
    </message>
    <message>
        <source>its header is missing</source>
        <translation>缺少文件头</translation>
    </message>
    <message>
        <source>its header makes no sense</source>
        <translation>文件头无效</translation>
    </message>
    <message>
        <source>its height stands after its pixels</source>
        <translation>高度写在像素之后</translation>
    </message>
    <message>
        <source>its history makes no sense</source>
        <translation>历史记录无效</translation>
    </message>
    <message>
        <source>its links lead in a circle</source>
        <translation>链接形成了循环</translation>
    </message>
    <message>
        <source>its palette is missing</source>
        <translation>缺少调色板</translation>
    </message>
    <message>
        <source>its palette is too short</source>
        <translation>调色板过短</translation>
    </message>
    <message>
        <source>its parts overlap</source>
        <translation>其各部分相互重叠</translation>
    </message>
    <message>
        <source>its photo is missing</source>
        <translation>缺少照片</translation>
    </message>
    <message>
        <source>its pixels are missing</source>
        <translation>缺少像素</translation>
    </message>
    <message>
        <source>its pixels cannot be unpacked</source>
        <translation>像素无法解压</translation>
    </message>
    <message>
        <source>its pixels unpack to more than the picture has</source>
        <translation>其像素解压后多于图片应有的数量</translation>
    </message>
    <message>
        <source>its weights '{path}' are an empty file. Install again.</source>
        <translation>其权重文件“{path}”为空。请重新安装。</translation>
    </message>
    <message>
        <source>its weights '{path}' are an empty file. Remove it.</source>
        <translation>其权重文件“{path}”为空。请将其删除。</translation>
    </message>
    <message>
        <source>its weights are missing: there is no file '{path}'. Install again.</source>
        <translation>缺少权重：文件“{path}”不存在。请重新安装。</translation>
    </message>
    <message>
        <source>its weights cannot be read: {reason}.</source>
        <translation>无法读取其权重：{reason}。</translation>
    </message>
    <message>
        <source>lossless with arithmetic coding</source>
        <translation>算术编码的无损式</translation>
    </message>
    <message>
        <source>no other engine can run.</source>
        <translation>没有其他可运行的引擎。</translation>
    </message>
    <message>
        <source>no space left on device</source>
        <translation>磁盘空间不足</translation>
    </message>
    <message>
        <source>no such file or directory</source>
        <translation>文件或文件夹不存在</translation>
    </message>
    <message>
        <source>not a directory</source>
        <translation>不是文件夹</translation>
    </message>
    <message>
        <source>on or off</source>
        <translation>开或关</translation>
    </message>
    <message>
        <source>one of {choices}</source>
        <translation>{choices} 之一</translation>
    </message>
    <message>
        <source>permission denied</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>quality {quality}</source>
        <translation>质量 {quality}</translation>
    </message>
    <message>
        <source>quality {quality} and {sampling} colour</source>
        <translation>质量 {quality}，{sampling} 色度</translation>
    </message>
    <message>
        <source>resolution</source>
        <translation>分辨率</translation>
    </message>
    <message>
        <source>some of its pixels are missing</source>
        <translation>缺少部分像素</translation>
    </message>
    <message>
        <source>texts of the PNG</source>
        <translation>PNG 文本</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>the disk is read-only</source>
        <translation>磁盘为只读</translation>
    </message>
    <message>
        <source>the disk reports an error</source>
        <translation>磁盘报告错误</translation>
    </message>
    <message>
        <source>the file is write-protected</source>
        <translation>文件受写保护</translation>
    </message>
    <message>
        <source>the installed torch is built without CUDA.</source>
        <translation>已安装的 torch 不含 CUDA 支持。</translation>
    </message>
    <message>
        <source>the metadata of its photo is far too long</source>
        <translation>其照片的元数据过长</translation>
    </message>
    <message>
        <source>the name is not valid</source>
        <translation>名称无效</translation>
    </message>
    <message>
        <source>the name is too long</source>
        <translation>名称过长</translation>
    </message>
    <message>
        <source>the original's quantisation tables</source>
        <translation>沿用原量化表</translation>
    </message>
    <message>
        <source>the original's quantisation tables and {sampling} colour</source>
        <translation>沿用原量化表，{sampling} 色度</translation>
    </message>
    <message>
        <source>there is a card of that name. Choose another.</source>
        <translation>已有同名卡片。请另选一个。</translation>
    </message>
    <message>
        <source>there is no Apple GPU.</source>
        <translation>没有 Apple GPU。</translation>
    </message>
    <message>
        <source>there is no NVIDIA GPU, or no driver for it.</source>
        <translation>没有 NVIDIA GPU，或没有安装驱动程序。</translation>
    </message>
    <message>
        <source>there is no picture in it</source>
        <translation>其中没有图像</translation>
    </message>
    <message>
        <source>they belong to another network</source>
        <translation>属于另一种网络</translation>
    </message>
    <message>
        <source>they belong to another network, '{name}'</source>
        <translation>属于另一种网络“{name}”</translation>
    </message>
    <message>
        <source>too many open files</source>
        <translation>打开的文件过多</translation>
    </message>
    <message>
        <source>torch is not installed.</source>
        <translation>未安装 torch。</translation>
    </message>
    <message>
        <source>uneven subsampling</source>
        <translation>不成整数比的抽样</translation>
    </message>
    <message>
        <source>white</source>
        <translation>白色</translation>
    </message>
    <message>
        <source>write it as '{name}'.</source>
        <translation>请写作“{name}”。</translation>
    </message>
    <message>
        <source>{bits}-bit CMYK was reduced to 8 bit for that.</source>
        <translation>为此，{bits} 位 CMYK 已降为 8 位。</translation>
    </message>
    <message>
        <source>{count} channels</source>
        <translation>{count} 个通道</translation>
    </message>
    <message>
        <source>{count} extra channel of the JPEG 2000 will not be saved.</source>
        <translation>JPEG 2000 的 {count} 个额外通道将不会保存。</translation>
    </message>
    <message>
        <source>{count} extra channel of the TIFF will not be saved.</source>
        <translation>TIFF 的 {count} 个额外通道将不会保存。</translation>
    </message>
    <message>
        <source>{count} extra channels of the JPEG 2000 will not be saved.</source>
        <translation>JPEG 2000 的 {count} 个额外通道将不会保存。</translation>
    </message>
    <message>
        <source>{count} extra channels of the TIFF will not be saved.</source>
        <translation>TIFF 的 {count} 个额外通道将不会保存。</translation>
    </message>
    <message>
        <source>{engine} does not use a guide.</source>
        <translation>“{engine}”不使用引导图。</translation>
    </message>
    <message>
        <source>{engine} does not use a source mask.</source>
        <translation>“{engine}”不使用取样蒙版。</translation>
    </message>
    <message>
        <source>{engine} is meant for holes up to {widest} px across; this one is {width} px.</source>
        <translation>“{engine}”适用于直径不超过 {widest} px 的空洞；此空洞为 {width} px。</translation>
    </message>
    <message>
        <source>{format} cannot hold the {things} of the photo.</source>
        <translation>{format} 无法保存此照片的{things}。</translation>
    </message>
    <message>
        <source>{format} has 8 bits per channel, so the 16 bits of the photo were reduced to 8.</source>
        <translation>{format} 每通道只有 8 位，因此照片的 16 位已降为 8 位。</translation>
    </message>
    <message>
        <source>{format} has no transparency, so the photo was laid on white.</source>
        <translation>{format} 不支持透明，因此照片已合成到白色背景上。</translation>
    </message>
    <message>
        <source>{module} could not be loaded ({kind}: {error})</source>
        <translation>无法载入 {module}（{kind}：{error}）</translation>
    </message>
    <message>
        <source>{module} is not an engine</source>
        <translation>{module} 不是引擎</translation>
    </message>
</context>
<context>
    <name>engines</name>
    <message>
        <source>0: copy from anywhere; 1: as measured best.</source>
        <translation>0：从任何位置复制；1：实测最佳。</translation>
    </message>
    <message>
        <source>A model that others trained, run in a process of its own.</source>
        <translation>他人训练的模型，在独立进程中运行。</translation>
    </message>
    <message>
        <source>Adapt to the photo</source>
        <translation>适应此照片</translation>
    </message>
    <message>
        <source>Atoms in a patch</source>
        <translation>每个图块的原子数</translation>
    </message>
    <message>
        <source>Autoencoder</source>
        <translation>自编码器</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Biharmonic</source>
        <translation>双调和</translation>
    </message>
    <message>
        <source>Blend light</source>
        <translation>融合明暗</translation>
    </message>
    <message>
        <source>Carries the border inwards, nearest pixels first.</source>
        <translation>从最近的像素开始，将边缘向内延伸。</translation>
    </message>
    <message>
        <source>Deep prior</source>
        <translation>深度先验</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>细节</translation>
    </message>
    <message>
        <source>Drawings: manga, comics, screentone, flat colours and lettering.</source>
        <translation>绘画：漫画、连环画、网点、平涂色块和文字。</translation>
    </message>
    <message>
        <source>Even out differences of light between the copied parts.</source>
        <translation>均匀各复制部分之间的明暗差异。</translation>
    </message>
    <message>
        <source>Exemplar</source>
        <translation>样例</translation>
    </message>
    <message>
        <source>Faces, hands and lettering come out wrong.</source>
        <translation>人脸、手和文字会出错。</translation>
    </message>
    <message>
        <source>Fine detail</source>
        <translation>精细细节</translation>
    </message>
    <message>
        <source>Fine texture</source>
        <translation>精细纹理</translation>
    </message>
    <message>
        <source>GAN</source>
        <translation>GAN（生成对抗网络）</translation>
    </message>
    <message>
        <source>Hide a rim</source>
        <translation>隐藏边缘</translation>
    </message>
    <message>
        <source>Holes wider than some 15 px come out smooth; no people or objects.</source>
        <translation>宽度超过约 15 px 的空洞会显得平滑；无法重现人物或物体。</translation>
    </message>
    <message>
        <source>Holes wider than some 15 px stay smooth; slower than the diffusion engines.</source>
        <translation>宽度超过约 15 px 的空洞仍显平滑；比扩散类引擎慢。</translation>
    </message>
    <message>
        <source>Holes with more around them than a square of this side are drawn in a smaller copy. Larger is slower.</source>
        <translation>若空洞连同周围超出此边长的方块，则在缩小的副本中绘制。越大越慢。</translation>
    </message>
    <message>
        <source>How far around each pixel known pixels are looked at.</source>
        <translation>在每个像素周围多大范围内参考已知像素。</translation>
    </message>
    <message>
        <source>How far around the hole the network looks, as a multiple of the hole's size.</source>
        <translation>网络在空洞周围多大范围内参考，以空洞大小的倍数表示。</translation>
    </message>
    <message>
        <source>How far around the hole to look for patches, as a multiple of the hole's size.</source>
        <translation>在空洞周围多大范围内寻找图块，以空洞大小的倍数表示。</translation>
    </message>
    <message>
        <source>How far around the hole to look, as a multiple of the hole's size.</source>
        <translation>在空洞周围多大范围内参考，以空洞大小的倍数表示。</translation>
    </message>
    <message>
        <source>How far around to look for similar patches.</source>
        <translation>在周围多大范围内寻找相似图块。</translation>
    </message>
    <message>
        <source>How long the network learns at most: at the coarsest scale so many steps, at finer ones a quarter.</source>
        <translation>网络最多学习多久：最粗的尺度学习这么多步，较细的尺度为其四分之一。</translation>
    </message>
    <message>
        <source>How long to look for fitting patches.</source>
        <translation>寻找合适图块所花的时间。</translation>
    </message>
    <message>
        <source>How much a patch must be as rough as its place.</source>
        <translation>图块的粗糙程度须与所在位置接近到何种程度。</translation>
    </message>
    <message>
        <source>How much around the hole to look at, as a multiple of the hole's size.</source>
        <translation>参考空洞周围多大范围，以空洞大小的倍数表示。</translation>
    </message>
    <message>
        <source>How much better a part from elsewhere must fit than one that goes on with its neighbour: more gives larger pieces.</source>
        <translation>取自别处的部分须比延续相邻处的部分吻合得好多少才会采用：越大则整块越大。</translation>
    </message>
    <message>
        <source>How much each pixel follows the one patch that tells it best; 0 takes the mean of all, smoother.</source>
        <translation>每个像素在多大程度上听从最可靠的那个图块；0 取全部图块的平均，更平滑。</translation>
    </message>
    <message>
        <source>How much fine texture of similar parts is added; 0 gives the smoothest fill.</source>
        <translation>添加多少相似部分的精细纹理；0 得到最平滑的填充。</translation>
    </message>
    <message>
        <source>How much is held back where most of a patch is missing: more for grainy photos.</source>
        <translation>图块大部分缺失时保留多少余地：颗粒感强的照片宜取大些。</translation>
    </message>
    <message>
        <source>How much the parts are taken to be the same: more for clear patterns, less for irregular texture.</source>
        <translation>在多大程度上将各部分视为相同：图案清晰时取大些，纹理不规则时取小些。</translation>
    </message>
    <message>
        <source>How often to go over the fill, and how closely.</source>
        <translation>反复处理填充的次数与细致程度。</translation>
    </message>
    <message>
        <source>How often to go over the fill.</source>
        <translation>反复处理填充的次数。</translation>
    </message>
    <message>
        <source>Infers what belongs in the hole from what it learned of many photos.</source>
        <translation>根据从许多照片中学到的知识，推断空洞中应有的内容。</translation>
    </message>
    <message>
        <source>Invents nothing new: faces, lettering and things that occur once are not made again.</source>
        <translation>不会凭空创造：人脸、文字以及只出现一次的物体无法重现。</translation>
    </message>
    <message>
        <source>It always computes 512 x 512 px, so that larger crops are scaled down and large fills look soft.</source>
        <translation>始终以 512 x 512 px 计算，因此较大的裁切区域会被缩小，大面积填充显得柔和。</translation>
    </message>
    <message>
        <source>It always computes 512 x 512 px; less sure than LaMa on structure.</source>
        <translation>始终以 512 x 512 px 计算；在结构上不如 LaMa 可靠。</translation>
    </message>
    <message>
        <source>It computes 512 x 512 px inside, so that large crops are scaled down; less sure than LaMa on structure.</source>
        <translation>内部以 512 x 512 px 计算，因此较大的裁切区域会被缩小；在结构上不如 LaMa 可靠。</translation>
    </message>
    <message>
        <source>Its authors state the terms on its page; read them before any other use than trying it.</source>
        <translation>其作者在网页上说明了条款；除试用外，使用前请先阅读。</translation>
    </message>
    <message>
        <source>Keep parts whole</source>
        <translation>保持部分完整</translation>
    </message>
    <message>
        <source>LaMa</source>
        <translation>LaMa</translation>
    </message>
    <message>
        <source>LaMa (OpenCV Zoo)</source>
        <translation>LaMa（OpenCV Zoo）</translation>
    </message>
    <message>
        <source>LaMa (TorchScript)</source>
        <translation>LaMa（TorchScript）</translation>
    </message>
    <message>
        <source>LaMa for manga</source>
        <translation>LaMa 漫画版</translation>
    </message>
    <message>
        <source>Larger patches keep structures whole, smaller ones fit in more places. An even number counts as the next odd one.</source>
        <translation>较大的图块能保持结构完整，较小的图块适合更多位置；偶数按下一个奇数处理。</translation>
    </message>
    <message>
        <source>Larger than the hole is wide; smaller ones are alike in more places.</source>
        <translation>应大于空洞的宽度；较小的图块在更多位置相似。</translation>
    </message>
    <message>
        <source>Learn from this photo</source>
        <translation>向此照片学习</translation>
    </message>
    <message>
        <source>Learned on few photos: no faces, no lettering, nothing that the photo has only once.</source>
        <translation>只用少量照片训练：无法重现人脸、文字，以及照片中只出现一次的内容。</translation>
    </message>
    <message>
        <source>Lets an untrained network draw the photo until it draws the hole too.</source>
        <translation>让未经训练的网络描绘照片，直到连空洞也一并画出。</translation>
    </message>
    <message>
        <source>Lets the lines of equal brightness flow into the hole.</source>
        <translation>让等亮度线流入空洞。</translation>
    </message>
    <message>
        <source>Look for</source>
        <translation>寻找</translation>
    </message>
    <message>
        <source>Low rank</source>
        <translation>低秩</translation>
    </message>
    <message>
        <source>MI-GAN</source>
        <translation>MI-GAN</translation>
    </message>
    <message>
        <source>MI-GAN (TorchScript)</source>
        <translation>MI-GAN（TorchScript）</translation>
    </message>
    <message>
        <source>Makes no texture: wide holes come out smooth.</source>
        <translation>不生成纹理：宽大的空洞会显得平滑。</translation>
    </message>
    <message>
        <source>Makes the atoms fit the intact parts around the hole first.</source>
        <translation>先让原子适应空洞周围完好的部分。</translation>
    </message>
    <message>
        <source>Match texture</source>
        <translation>匹配纹理</translation>
    </message>
    <message>
        <source>Mends fine damage with what is alike around it.</source>
        <translation>用周围相似的内容修复细小损伤。</translation>
    </message>
    <message>
        <source>More of them are steadier, fewer are more alike.</source>
        <translation>多则更稳定，少则更相似。</translation>
    </message>
    <message>
        <source>More of them follow finer detail, fewer are steadier.</source>
        <translation>多则细节更精细，少则更稳定。</translation>
    </message>
    <message>
        <source>Navier-Stokes</source>
        <translation>Navier-Stokes</translation>
    </message>
    <message>
        <source>Objects on textured ground; holes whose surroundings tell what belongs in them.</source>
        <translation>有纹理背景上的物体；周围足以说明其内容的空洞。</translation>
    </message>
    <message>
        <source>Paints something new that could be there, as it learned from photos.</source>
        <translation>按从照片中学到的知识，画出可能存在的新内容。</translation>
    </message>
    <message>
        <source>Patch size</source>
        <translation>图块大小</translation>
    </message>
    <message>
        <source>Patches in a group</source>
        <translation>每组图块数</translation>
    </message>
    <message>
        <source>Photos with damage of several kinds.</source>
        <translation>有多种损伤的照片。</translation>
    </message>
    <message>
        <source>Prefer near patches</source>
        <translation>优先选用邻近图块</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Quick fills on any machine: the smallest and fastest of these models.</source>
        <translation>在任何机器上都能快速填充：这些模型中最小、最快的。</translation>
    </message>
    <message>
        <source>Quick fills on any machine; crops are made here, so detail near a small hole is kept better.</source>
        <translation>在任何机器上都能快速填充；裁切在本程序中完成，因此小洞附近的细节保留得更好。</translation>
    </message>
    <message>
        <source>Radius</source>
        <translation>半径</translation>
    </message>
    <message>
        <source>Rebuilds small patches from atoms learned from many photos and from this one.</source>
        <translation>用从许多照片及此照片中学到的原子重建小图块。</translation>
    </message>
    <message>
        <source>Removing objects from grass, rock, foliage, sky, water, brickwork.</source>
        <translation>从草地、岩石、枝叶、天空、水面、砖墙中去除物体。</translation>
    </message>
    <message>
        <source>Removing objects of any size before repeating or regular surroundings: walls, fences, grass, water.</source>
        <translation>移除重复或规则背景前任意大小的物体：墙面、栅栏、草地、水面。</translation>
    </message>
    <message>
        <source>Repeats texture from elsewhere in the photo.</source>
        <translation>重复照片中其他位置的纹理。</translation>
    </message>
    <message>
        <source>Scratches and specks, when there is no time for better.</source>
        <translation>划痕和斑点，且没有时间求更好的效果。</translation>
    </message>
    <message>
        <source>Scratches, dust, text and missing pixels across edges and fine patterns.</source>
        <translation>跨越边缘和精细图案的划痕、灰尘、文字和缺失像素。</translation>
    </message>
    <message>
        <source>Scratches, dust, text and missing pixels over texture, façades, fabric.</source>
        <translation>纹理、建筑立面、织物上的划痕、灰尘、文字和缺失像素。</translation>
    </message>
    <message>
        <source>Scratches, dust, thin text, pixels missing at random.</source>
        <translation>划痕、灰尘、细小文字、随机缺失的像素。</translation>
    </message>
    <message>
        <source>Search area</source>
        <translation>搜索范围</translation>
    </message>
    <message>
        <source>Search radius</source>
        <translation>搜索半径</translation>
    </message>
    <message>
        <source>Several proposals for one hole: each seed gives another.</source>
        <translation>为同一空洞提供多种方案：每个种子给出不同的结果。</translation>
    </message>
    <message>
        <source>Shapes and edges that run through a hole; watching a picture grow out of noise.</source>
        <translation>贯穿空洞的形状和边缘；观看图像从噪声中生长出来。</translation>
    </message>
    <message>
        <source>Simplify</source>
        <translation>简化</translation>
    </message>
    <message>
        <source>Slow: half a minute and more for each hole on a processor. Repeats no exact pattern; faces and lettering are not made again.</source>
        <translation>较慢：在处理器上每个空洞需半分钟以上。不会精确重复图案；无法重现人脸和文字。</translation>
    </message>
    <message>
        <source>So many pixels around the hole are kept from the model, so that it does not paint what is left of the object again. They stay in the photo as they are.</source>
        <translation>洞周围的这些像素不给模型看，以免它把残留的物体重新画出来。它们在照片中保持原样。</translation>
    </message>
    <message>
        <source>So many steps of training on the intact part of the photo first; the result is used only if it restores parts held out from it better. It shows in predicted detail; of matched detail only the measure of what is alike and the beginning depend on it.</source>
        <translation>先在照片完好的部分上训练这么多步；只有能更好地还原留作检验的部分时才采用其结果。效果主要体现在“预测”细节中；“匹配”细节只有相似度的衡量和起点受其影响。</translation>
    </message>
    <message>
        <source>Spans the hole with the smoothest surface that fits its surroundings.</source>
        <translation>用与周围最吻合的平滑曲面跨越空洞。</translation>
    </message>
    <message>
        <source>Sparse</source>
        <translation>稀疏表示</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Stop as soon as pixels near the hole that are kept from the network are drawn no better.</source>
        <translation>当空洞附近未给网络看的像素不再画得更好时，立即停止。</translation>
    </message>
    <message>
        <source>Stop by itself</source>
        <translation>自动停止</translation>
    </message>
    <message>
        <source>Surroundings</source>
        <translation>周围范围</translation>
    </message>
    <message>
        <source>Takes for each hole the engine that suits its shape best, and says which and why.</source>
        <translation>为每个空洞选用最适合其形状的引擎，并说明选择及理由。</translation>
    </message>
    <message>
        <source>Telea</source>
        <translation>Telea</translation>
    </message>
    <message>
        <source>The first fill takes some seconds longer; large crops take much memory.</source>
        <translation>首次填充会多花几秒；较大的裁切区域占用大量内存。</translation>
    </message>
    <message>
        <source>The weights were trained on Places2, whose pictures are for non-commercial research.</source>
        <translation>权重在 Places2 上训练，该数据集的图片仅供非商业研究使用。</translation>
    </message>
    <message>
        <source>What LaMa is good at, from a file of half the size.</source>
        <translation>与 LaMa 擅长的相同，文件只有一半大小。</translation>
    </message>
    <message>
        <source>What LaMa is good at, without scaling the crop: large photos stay sharp.</source>
        <translation>与 LaMa 擅长的相同，但不缩小裁切区域：大照片保持清晰。</translation>
    </message>
    <message>
        <source>Which pictures the weights were trained on, and on what terms, is said on its page.</source>
        <translation>权重用哪些图片训练、条款如何，见其网页。</translation>
    </message>
    <message>
        <source>Wide holes come out smeared.</source>
        <translation>宽大的空洞会显得模糊。</translation>
    </message>
    <message>
        <source>Working size</source>
        <translation>处理尺寸</translation>
    </message>
    <message>
        <source>add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>balanced</source>
        <translation>均衡</translation>
    </message>
    <message>
        <source>balanced: slow engines only where there is little to fill; best: the best engine, however long it takes.</source>
        <translation>均衡：只在填充量小时使用较慢的引擎；最佳：无论多久都用最好的引擎。</translation>
    </message>
    <message>
        <source>best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>box</source>
        <translation>方框</translation>
    </message>
    <message>
        <source>copied</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>copied: from parts of the photo that fit what the network drew; drawn: all by the network, softer.</source>
        <translation>复制：取自照片中与网络所绘相符的部分；绘制：全部由网络绘制，较柔和。</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>绘制</translation>
    </message>
    <message>
        <source>followed</source>
        <translation>紧随</translation>
    </message>
    <message>
        <source>free</source>
        <translation>自由</translation>
    </message>
    <message>
        <source>global</source>
        <translation>整体</translation>
    </message>
    <message>
        <source>groups</source>
        <translation>分组</translation>
    </message>
    <message>
        <source>groups: small parts that are alike, anywhere near the hole; global: a pattern that runs straight across the picture, as in textiles, screens, façades and scans.</source>
        <translation>分组：空洞附近任何相似的小部分；整体：贯穿画面的规则图案，如织物、网屏、建筑立面和扫描件。</translation>
    </message>
    <message>
        <source>guided</source>
        <translation>引导</translation>
    </message>
    <message>
        <source>guided: copied from elsewhere in the photo, beginning with what the network painted; followed: the same, but keeping close to it; off: painted by the network alone; auto: guided where more is to be seen than the network was trained for.</source>
        <translation>引导：以网络所绘为起点，从照片别处复制；紧随：同样复制，但紧贴网络所绘；关闭：只由网络绘制；自动：所见范围超出网络的训练尺寸时采用引导。</translation>
    </message>
    <message>
        <source>guided: where the crop had to be scaled down for the model, copied from elsewhere in the photo, after what the model painted; off: the model alone.</source>
        <translation>引导：当裁切区域必须为模型缩小时，依照模型所画的内容，从照片其他位置复制细节；关：仅用模型。</translation>
    </message>
    <message>
        <source>matched</source>
        <translation>匹配</translation>
    </message>
    <message>
        <source>matched: what is inferred is replaced by the parts of the photo that fit best; predicted: it is painted as it is, which is softer.</source>
        <translation>匹配：用照片中最吻合的部分代替推断的内容；预测：按推断直接绘制，较柔和。</translation>
    </message>
    <message>
        <source>may copy</source>
        <translation>允许取样</translation>
    </message>
    <message>
        <source>must not copy</source>
        <translation>禁止取样</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>original</source>
        <translation>原始比例</translation>
    </message>
    <message>
        <source>predicted</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>px</source>
        <translation>px</translation>
    </message>
    <message>
        <source>see its page</source>
        <translation>见其网页</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>步</translation>
    </message>
    <message>
        <source>strokes</source>
        <translation>笔触</translation>
    </message>
    <message>
        <source>subtract</source>
        <translation>减去</translation>
    </message>
    <message>
        <source>x</source>
        <translation>倍</translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>'{name}' cannot be the name of a model: {reason}</source>
        <translation>“{name}”不能用作模型名称：{reason}</translation>
    </message>
    <message>
        <source>'{path}' already exists. Choose another name or allow overwriting.</source>
        <translation>“{path}”已存在。请换一个名称，或允许覆盖。</translation>
    </message>
    <message>
        <source>'{path}' cannot be edited. {reason}</source>
        <translation>无法编辑“{path}”。{reason}</translation>
    </message>
    <message>
        <source>'{path}' cannot be read: {reason}.</source>
        <translation>无法读取“{path}”：{reason}。</translation>
    </message>
    <message>
        <source>'{path}' cannot be saved: there is no format for '{ending}'. Take one of {known}.</source>
        <translation>无法保存“{path}”：没有与“{ending}”对应的格式。请从以下格式中选择：{known}。</translation>
    </message>
    <message>
        <source>'{path}' cannot be saved: {format} holds at most {longest} px on a side, but the photo is {size} px. Take PNG or TIFF.</source>
        <translation>无法保存“{path}”：{format} 的边长最多为 {longest} px，而照片为 {size} px。请选用 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>'{path}' cannot be written: there is no folder '{folder}'.</source>
        <translation>无法写入“{path}”：文件夹“{folder}”不存在。</translation>
    </message>
    <message>
        <source>'{path}' cannot be written: {reason}.</source>
        <translation>无法写入“{path}”：{reason}。</translation>
    </message>
    <message>
        <source>'{path}' could not be written: the disk is full. Make room or choose another disk.</source>
        <translation>未能写入“{path}”：磁盘已满。请腾出空间或改用其他磁盘。</translation>
    </message>
    <message>
        <source>'{path}' holds no weights that can be read ({reason}).</source>
        <translation>“{path}”中没有可读取的权重（{reason}）。</translation>
    </message>
    <message>
        <source>'{path}' is a folder, not a file.</source>
        <translation>“{path}”是文件夹，不是文件。</translation>
    </message>
    <message>
        <source>'{path}' is damaged or incomplete: {reason}.</source>
        <translation>“{path}”已损坏或不完整：{reason}。</translation>
    </message>
    <message>
        <source>'{path}' is empty.</source>
        <translation>“{path}”是空文件。</translation>
    </message>
    <message>
        <source>'{path}' is not a folder.</source>
        <translation>“{path}”不是文件夹。</translation>
    </message>
    <message>
        <source>'{path}' is not a picture that can be opened.</source>
        <translation>“{path}”不是可以打开的图像。</translation>
    </message>
    <message>
        <source>'{path}' is not an OpenRaster project.</source>
        <translation>“{path}”不是 OpenRaster 工程。</translation>
    </message>
    <message>
        <source>'{path}' is not an ordinary file.</source>
        <translation>“{path}”不是普通文件。</translation>
    </message>
    <message>
        <source>'{path}' is not an undo history that can be recovered.</source>
        <translation>“{path}”不是可以恢复的撤销记录。</translation>
    </message>
    <message>
        <source>'{path}' is not as it was when the session began. Locate the photo as it was.</source>
        <translation>“{path}”与会话开始时不一致。请找到当时的照片。</translation>
    </message>
    <message>
        <source>'{path}' is not as it was when the sidecar was written, so it cannot be replayed from.</source>
        <translation>“{path}”与写入附属文件时不一致，无法据此重现。</translation>
    </message>
    <message>
        <source>'{path}' is not taken: after its training the holes of photos that it had not seen are filled no better ({after} dB) than before ({before} dB). --anyway takes it all the same.</source>
        <translation>未采用“{path}”：训练后对未见过的照片的填充（{after} dB）并不优于训练前（{before} dB）。使用 --anyway 可强制采用。</translation>
    </message>
    <message>
        <source>'{path}' is not written: the weights are no longer numbers.</source>
        <translation>未写入“{path}”：权重已不再是数值。</translation>
    </message>
    <message>
        <source>'{path}' is {size} px, and unpacking that takes about {needed} GB, above the limit of {limit} GB. If you trust the file, raise the limit.</source>
        <translation>“{path}”的尺寸为 {size} px，解码约需 {needed} GB 内存，超过了 {limit} GB 的上限。如果信任此文件，请提高上限。</translation>
    </message>
    <message>
        <source>'{path}' is {size} px: {megapixels} megapixels, above the limit of {limit}. If you trust the file, raise the limit.</source>
        <translation>“{path}”的尺寸为 {size} px，即 {megapixels} 百万像素，超过了 {limit} 的上限。如果信任此文件，请提高上限。</translation>
    </message>
    <message>
        <source>'{source}' cannot be used as an inpainting model: {reason}</source>
        <translation>“{source}”不能用作修补模型：{reason}</translation>
    </message>
    <message>
        <source>'{source}' is TorchScript, which runs code when it is loaded, and no checksum vouches for it. If you trust where it comes from, say so.</source>
        <translation>“{source}”是 TorchScript，加载时会运行代码，且没有校验和为其担保。如果您信任其来源，请明确表示。</translation>
    </message>
    <message>
        <source>'{source}' is a Git LFS pointer, which only names the model. Fetch the file itself.</source>
        <translation>“{source}”是 Git LFS 指针，只是指明了模型。请获取文件本身。</translation>
    </message>
    <message>
        <source>'{source}' is a pickled checkpoint: loading it could run any program hidden in it, so it is never opened. Take the model as ONNX, safetensors or TorchScript.</source>
        <translation>“{source}”是 pickle 检查点：加载它可能运行其中隐藏的任何程序，因此绝不会被打开。请改用 ONNX、safetensors 或 TorchScript 格式的模型。</translation>
    </message>
    <message>
        <source>'{source}' is a web page and not a model. Look at the address in a browser.</source>
        <translation>“{source}”是网页而不是模型。请在浏览器中查看该地址。</translation>
    </message>
    <message>
        <source>'{source}' is incomplete or damaged. Fetch it again.</source>
        <translation>“{source}”不完整或已损坏。请重新获取。</translation>
    </message>
    <message>
        <source>'{source}' is not the file that was installed as '{name}' the first time, although its card would let it pass.</source>
        <translation>“{source}”不是第一次安装为“{name}”的那个文件，尽管其卡片会放行。</translation>
    </message>
    <message>
        <source>'{source}' is not the right file: it has more than {most} bytes.</source>
        <translation>“{source}”不是正确的文件：它超过 {most} 字节。</translation>
    </message>
    <message>
        <source>'{source}' is not the right file: it has {got} bytes and should have {wanted}.</source>
        <translation>“{source}”不是正确的文件：它有 {got} 字节，应为 {wanted} 字节。</translation>
    </message>
    <message>
        <source>'{source}' is not the right file: its {kind} is {got} and should be {wanted}.</source>
        <translation>“{source}”不是正确的文件：其 {kind} 为 {got}，应为 {wanted}。</translation>
    </message>
    <message>
        <source>'{source}' is {found}, but the card wants {wanted}.</source>
        <translation>“{source}”是 {found}，但卡片要求 {wanted}。</translation>
    </message>
    <message>
        <source>'{url}' could not be fetched to its end: {reason}. {done} bytes are kept; the next try goes on from there.</source>
        <translation>未能完整获取“{url}”：{reason}。已保留 {done} 字节；下次将从那里继续。</translation>
    </message>
    <message>
        <source>'{url}' could not be fetched: the server says {status}.</source>
        <translation>无法获取“{url}”：服务器返回 {status}。</translation>
    </message>
    <message>
        <source>'{url}' could not be fetched: {reason}. Try again later.</source>
        <translation>无法获取“{url}”：{reason}。请稍后再试。</translation>
    </message>
    <message>
        <source>'{url}' is not an address to fetch from. It begins with https:// or http://.</source>
        <translation>“{url}”不是可获取的地址。地址应以 https:// 或 http:// 开头。</translation>
    </message>
    <message>
        <source>'{url}' leads on to '{target}', which is not encrypted. Nothing was fetched.</source>
        <translation>“{url}”转到了未加密的“{target}”。未获取任何内容。</translation>
    </message>
    <message>
        <source>'{value}' does not suit the parameter '{name}': it takes {wanted}.</source>
        <translation>“{value}”不适用于参数“{name}”，应为：{wanted}。</translation>
    </message>
    <message>
        <source>'{value}' does not suit the training setting '{name}': it takes {wanted}.</source>
        <translation>“{value}”不适用于训练设置“{name}”，应为：{wanted}。</translation>
    </message>
    <message>
        <source>A mask cannot be grown, shrunk or feathered by {value} px.</source>
        <translation>蒙版无法扩展、收缩或羽化 {value} px。</translation>
    </message>
    <message>
        <source>A mask is one plane of bool, uint8, uint16 or float values, not {shape} {dtype}.</source>
        <translation>蒙版应为单个平面的 bool、uint8、uint16 或浮点值，而不是 {shape} {dtype}。</translation>
    </message>
    <message>
        <source>A mask of float values goes from 0 to 1, but this one goes from {low} to {high}.</source>
        <translation>浮点蒙版的取值范围是 0 到 1，而此蒙版为 {low} 到 {high}。</translation>
    </message>
    <message>
        <source>A photo is (H, W), (H, W, 1), (H, W, 3) or (H, W, 4) of uint8 or uint16, not {shape} {dtype}.</source>
        <translation>照片应为 uint8 或 uint16 的 (H, W)、(H, W, 1)、(H, W, 3) 或 (H, W, 4)，而不是 {shape} {dtype}。</translation>
    </message>
    <message>
        <source>All photos in '{path}' are too small or broken: {count} were looked at. Training needs photos of at least {smallest} px on each side.</source>
        <translation>“{path}”中的照片都太小或已损坏：共检查了 {count} 张。训练需要每边至少 {smallest} px 的照片。</translation>
    </message>
    <message>
        <source>Another window of Inpaint Studio is at work on '{path}'.</source>
        <translation>另一个 Inpaint Studio 窗口正在处理“{path}”。</translation>
    </message>
    <message>
        <source>Inpaint Studio works offline and fetches nothing from the web. Save the picture first, then open the file.</source>
        <translation>Inpaint Studio 离线工作，不会从网络获取任何内容。请先保存图像，再打开该文件。</translation>
    </message>
    <message>
        <source>No mask of {size} px was kept from a previous photo.</source>
        <translation>没有保存过上一张照片的 {size} px 蒙版。</translation>
    </message>
    <message>
        <source>No usual way of running '{source}' fills a hole and keeps the rest. The card '{path}' is a beginning: correct it, and then install '{name}' from the file.</source>
        <translation>以任何常用方式运行“{source}”都不能填充洞并保留其余部分。卡片“{path}”是个开头：请修正它，然后从文件安装“{name}”。</translation>
    </message>
    <message>
        <source>Nothing is fetched from '{url}': Inpaint Studio is set to stay offline.</source>
        <translation>未从“{url}”获取任何内容：Inpaint Studio 已设为保持离线。</translation>
    </message>
    <message>
        <source>Nothing stands out from its surroundings there. Draw over what should go.</source>
        <translation>那里没有明显区别于周围的内容。请在要去除的内容上涂抹。</translation>
    </message>
    <message>
        <source>Nothing was written: the ONNX form of '{name}' differs from the network by {difference}, and {allowed} is allowed.</source>
        <translation>未写入任何内容：“{name}”的 ONNX 形式与网络相差 {difference}，允许值为 {allowed}。</translation>
    </message>
    <message>
        <source>Something went wrong inside Inpaint Studio ({what}).</source>
        <translation>Inpaint Studio 内部出错（{what}）。</translation>
    </message>
    <message>
        <source>The architecture '{architecture}' has no setting '{name}'. It has: {known}.</source>
        <translation>网络结构“{architecture}”没有设置“{name}”。可用设置：{known}。</translation>
    </message>
    <message>
        <source>The box covers the whole photo. Leave some of the surroundings outside it.</source>
        <translation>方框覆盖了整张照片。请在框外留出一些周围区域。</translation>
    </message>
    <message>
        <source>The card of '{name}' has no address to fetch it from. Name a file to take.</source>
        <translation>“{name}”的卡片没有获取地址。请指定一个文件。</translation>
    </message>
    <message>
        <source>The checkpoint '{path}' cannot be read ({reason}).</source>
        <translation>无法读取检查点“{path}”（{reason}）。</translation>
    </message>
    <message>
        <source>The device '{device}' cannot be used here: {reason} Take 'auto' or 'cpu'.</source>
        <translation>无法在此使用设备“{device}”：{reason} 请改用“auto”或“cpu”。</translation>
    </message>
    <message>
        <source>The editor cannot open a window: {reason}. 'make demo' and 'inpaint-studio fill' need none.</source>
        <translation>编辑器无法打开窗口：{reason}。“make demo”和“inpaint-studio fill”不需要窗口。</translation>
    </message>
    <message>
        <source>The engine '{engine}' has no parameter '{name}'. It has: {known}.</source>
        <translation>引擎“{engine}”没有参数“{name}”。可用参数：{known}。</translation>
    </message>
    <message>
        <source>The engine '{name}' cannot run here: {reason}</source>
        <translation>引擎“{name}”无法在此运行：{reason}</translation>
    </message>
    <message>
        <source>The engine '{name}' failed: {reason}</source>
        <translation>引擎“{name}”运行失败：{reason}</translation>
    </message>
    <message>
        <source>The engine '{name}' returned values that are not numbers.</source>
        <translation>引擎“{name}”返回了非数值的结果。</translation>
    </message>
    <message>
        <source>The engine '{name}' returned {got} where {wanted} was asked for.</source>
        <translation>引擎“{name}”返回了 {got}，而应为 {wanted}。</translation>
    </message>
    <message>
        <source>The export needs the package '{package}', which is not installed: pip install "inpaint-studio[export]".</source>
        <translation>导出需要尚未安装的软件包“{package}”：pip install "inpaint-studio[export]"。</translation>
    </message>
    <message>
        <source>The folder '{path}' cannot be made: {reason}.</source>
        <translation>无法创建文件夹“{path}”：{reason}。</translation>
    </message>
    <message>
        <source>The folder '{path}' cannot be read: {reason}.</source>
        <translation>无法读取文件夹“{path}”：{reason}。</translation>
    </message>
    <message>
        <source>The guide is {guide} px but the photo is {photo} px. Make them the same size.</source>
        <translation>引导图为 {guide} px，而照片为 {photo} px。请使两者尺寸相同。</translation>
    </message>
    <message>
        <source>The installation is incomplete: there is no folder '{folder}'. Install again.</source>
        <translation>安装不完整：缺少文件夹“{folder}”。请重新安装。</translation>
    </message>
    <message>
        <source>The mask covers the whole photo, so there is nothing left to fill it from.</source>
        <translation>蒙版覆盖了整张照片，没有可用来填充的内容。</translation>
    </message>
    <message>
        <source>The mask is {mask} px but the photo is {photo} px. Make them the same size.</source>
        <translation>蒙版为 {mask} px，而照片为 {photo} px。请使两者尺寸相同。</translation>
    </message>
    <message>
        <source>The model '{name}' ('{path}') is not the file that was installed. Install it again.</source>
        <translation>模型“{name}”（“{path}”）不是所安装的文件。请重新安装。</translation>
    </message>
    <message>
        <source>The model '{name}' crashed ({how}), perhaps for want of memory. Nothing else is harmed; the next fill starts it anew.</source>
        <translation>模型“{name}”崩溃了（{how}），可能是内存不足。其他部分不受影响；下次填充会重新启动它。</translation>
    </message>
    <message>
        <source>The model '{name}' failed: {reason}</source>
        <translation>模型“{name}”运行失败：{reason}</translation>
    </message>
    <message>
        <source>The model '{name}' is just being installed or removed by another program. Wait for it.</source>
        <translation>另一个程序正在安装或移除模型“{name}”。请等待其完成。</translation>
    </message>
    <message>
        <source>The model '{name}' is not installed.</source>
        <translation>模型“{name}”未安装。</translation>
    </message>
    <message>
        <source>The model card '{path}' is wrong in line {line}: {what}.</source>
        <translation>模型卡片“{path}”第 {line} 行有误：{what}。</translation>
    </message>
    <message>
        <source>The model gave {got} where its card says {wanted}. The card or the model is wrong.</source>
        <translation>模型给出了 {got}，而其卡片写的是 {wanted}。卡片或模型有误。</translation>
    </message>
    <message>
        <source>The number of threads is {value}, but it goes from 1 to 1024.</source>
        <translation>线程数为 {value}，但应在 1 到 1024 之间。</translation>
    </message>
    <message>
        <source>The photos are not those that this run began with. Take those, or another folder.</source>
        <translation>这些照片不是此次训练开始时所用的照片。请使用原来的照片，或换一个文件夹。</translation>
    </message>
    <message>
        <source>The process that worked on it ended suddenly, perhaps for want of memory. Take fewer --jobs.</source>
        <translation>处理进程意外终止，可能是内存不足。请减小 --jobs。</translation>
    </message>
    <message>
        <source>The project '{path}' is damaged: {reason}.</source>
        <translation>工程“{path}”已损坏：{reason}。</translation>
    </message>
    <message>
        <source>The project '{path}' takes {needs} GB of memory, and this computer has {has} GB.</source>
        <translation>工程“{path}”需要 {needs} GB 内存，而此计算机只有 {has} GB。</translation>
    </message>
    <message>
        <source>The project '{path}' was saved by a newer version. Update to open it.</source>
        <translation>工程“{path}”由更新的版本保存。请更新后再打开。</translation>
    </message>
    <message>
        <source>The project cannot be saved as '{path}': {reason}.</source>
        <translation>无法将工程保存为“{path}”：{reason}。</translation>
    </message>
    <message>
        <source>The quality is {value}, but it goes from 1 to 100.</source>
        <translation>质量为 {value}，但应在 1 到 100 之间。</translation>
    </message>
    <message>
        <source>The run in '{path}' is one of '{found}', not of '{wanted}'. Choose another folder.</source>
        <translation>“{path}”中的训练属于“{found}”，而不是“{wanted}”。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>The server '{host}' cannot be reached: {reason}. Check the connection and the proxy.</source>
        <translation>无法连接服务器“{host}”：{reason}。请检查网络连接和代理。</translation>
    </message>
    <message>
        <source>The server '{host}' cannot be trusted: {reason}.</source>
        <translation>服务器“{host}”不可信：{reason}。</translation>
    </message>
    <message>
        <source>The server does not give '{url}' to everybody ({status}). Fetch it in a browser and install it from the file.</source>
        <translation>服务器不向所有人提供“{url}”（{status}）。请在浏览器中获取，然后从文件安装。</translation>
    </message>
    <message>
        <source>The session of '{path}' cannot be brought back: {reason}.</source>
        <translation>无法恢复“{path}”的会话：{reason}。</translation>
    </message>
    <message>
        <source>The settings cannot be saved: {reason}. They hold until the program ends, and saving them is tried again.</source>
        <translation>无法保存设置：{reason}。设置在程序结束前有效，稍后会再次尝试保存。</translation>
    </message>
    <message>
        <source>The settings in '{path}' cannot be read: {reason}.</source>
        <translation>无法读取“{path}”中的设置：{reason}。</translation>
    </message>
    <message>
        <source>The settings that were changed could not be saved: {reason}.</source>
        <translation>更改过的设置无法保存：{reason}。</translation>
    </message>
    <message>
        <source>The sidecar '{path}' is damaged: {reason}.</source>
        <translation>附属文件“{path}”已损坏：{reason}。</translation>
    </message>
    <message>
        <source>The sidecar '{path}' was written by a newer version (schema {schema}). Update to read it.</source>
        <translation>附属文件“{path}”由更新的版本写入（架构 {schema}）。请更新后再读取。</translation>
    </message>
    <message>
        <source>The source mask is {sources} px but the photo is {photo} px. Make them the same size.</source>
        <translation>取样蒙版为 {sources} px，而照片为 {photo} px。请使两者尺寸相同。</translation>
    </message>
    <message>
        <source>The source mask leaves nothing to copy from. Leave more of the photo as a source.</source>
        <translation>取样蒙版没有留下可复制的内容。请留出更多照片区域供取样。</translation>
    </message>
    <message>
        <source>The true photo is {truth} px but the photo is {photo} px. Make them the same size.</source>
        <translation>原貌照片为 {truth} px，而照片为 {photo} px。请使两者尺寸相同。</translation>
    </message>
    <message>
        <source>The undo history '{path}' cannot be read: {reason}.</source>
        <translation>无法读取撤销记录“{path}”：{reason}。</translation>
    </message>
    <message>
        <source>The undo history cannot be written to '{path}': {reason}. Your work is still here, but would not survive a crash.</source>
        <translation>无法将撤销记录写入“{path}”：{reason}。您的工作仍在，但一旦崩溃将会丢失。</translation>
    </message>
    <message>
        <source>The undo history in '{path}' belongs to another photo.</source>
        <translation>“{path}”中的撤销记录属于另一张照片。</translation>
    </message>
    <message>
        <source>The weights '{name}' are not here: there is no file '{path}'. Install again.</source>
        <translation>缺少权重“{name}”：文件“{path}”不存在。请重新安装。</translation>
    </message>
    <message>
        <source>There are no photos in '{path}'.</source>
        <translation>“{path}”中没有照片。</translation>
    </message>
    <message>
        <source>There are no weights called '{name}'. There are: {known}.</source>
        <translation>没有名为“{name}”的权重。可用权重：{known}。</translation>
    </message>
    <message>
        <source>There are several masks for {photo}: {masks}. Leave one of them.</source>
        <translation>{photo} 有多个蒙版：{masks}。请只留一个。</translation>
    </message>
    <message>
        <source>There is a dictionary in '{path}' already. Choose another folder, or use --overwrite.</source>
        <translation>“{path}”中已有字典。请选择其他文件夹，或使用 --overwrite。</translation>
    </message>
    <message>
        <source>There is a training run in '{path}' already. Resume it, or choose another folder.</source>
        <translation>“{path}”中已有训练。请继续该训练，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>There is already an undo history in '{path}'. Recover it, or use another folder.</source>
        <translation>“{path}”中已有撤销记录。请恢复它，或改用其他文件夹。</translation>
    </message>
    <message>
        <source>There is no architecture called '{name}'. There are: {known}.</source>
        <translation>没有名为“{name}”的网络结构。可用结构：{known}。</translation>
    </message>
    <message>
        <source>There is no engine called '{name}'. There are: {known}.</source>
        <translation>没有名为“{name}”的引擎。可用引擎：{known}。</translation>
    </message>
    <message>
        <source>There is no file '{path}'.</source>
        <translation>文件“{path}”不存在。</translation>
    </message>
    <message>
        <source>There is no mask for {photo}: looked in {folder} for {stem} or {stem}_mask with an image's ending.</source>
        <translation>未找到 {photo} 的蒙版：在 {folder} 中查找了带图像扩展名的 {stem} 或 {stem}_mask。</translation>
    </message>
    <message>
        <source>There is no model called '{name}'. There are: {known}.</source>
        <translation>没有名为“{name}”的模型。可用模型：{known}。</translation>
    </message>
    <message>
        <source>There is no picture in what was dropped.</source>
        <translation>拖放的内容中没有图像。</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard.</source>
        <translation>剪贴板中没有图像。</translation>
    </message>
    <message>
        <source>There is no training setting '{name}'. There are: {known}.</source>
        <translation>没有训练设置“{name}”。可用设置：{known}。</translation>
    </message>
    <message>
        <source>There is not enough memory for this. Close other programs, or take a smaller photo or hole.</source>
        <translation>内存不足。请关闭其他程序，或使用较小的照片或空洞。</translation>
    </message>
    <message>
        <source>There is not enough room in '{folder}': {wanted} are needed and {free} are free.</source>
        <translation>“{folder}”空间不足：需要 {wanted}，可用 {free}。</translation>
    </message>
    <message>
        <source>There is nothing at '{url}' (the server says {status}). The file may have moved.</source>
        <translation>“{url}”处没有内容（服务器返回 {status}）。文件可能已移动。</translation>
    </message>
    <message>
        <source>There is nothing to select yet. Draw over what should go, or a box around it.</source>
        <translation>还没有可选择的内容。请在要去除的内容上涂抹，或框住它。</translation>
    </message>
    <message>
        <source>This needs the package '{package}', which is not installed. Install Inpaint Studio with the extra '{extra}'.</source>
        <translation>这需要未安装的软件包“{package}”。请安装带有附加项“{extra}”的 Inpaint Studio。</translation>
    </message>
    <message>
        <source>This network cannot be exported to ONNX ({reason}).</source>
        <translation>此网络无法导出为 ONNX（{reason}）。</translation>
    </message>
    <message>
        <source>Training needs the package '{package}', which is not installed.</source>
        <translation>训练需要尚未安装的软件包“{package}”。</translation>
    </message>
    <message>
        <source>Training stopped at step {step}: {reason}. The last good weights, of step {good}, are in '{path}'.</source>
        <translation>训练在第 {step} 步停止：{reason}。最后一次正常的权重（第 {good} 步）在“{path}”中。</translation>
    </message>
    <message>
        <source>{name} is '{value}', but it takes a number of megapixels above 0.</source>
        <translation>{name} 为“{value}”，但应为大于 0 的百万像素数。</translation>
    </message>
</context>
</TS>
