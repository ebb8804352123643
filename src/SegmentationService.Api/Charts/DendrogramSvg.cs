using System.Globalization;
using System.Text;
using System.Xml;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Charts;
using SegmentationService.Core.Data;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Charts;

/// <summary>
/// The tree of a version as SVG, that stands for itself and that the pages show: what is hovered over has a title, and nodes and cuts have their numbers in <c>data-node</c>,
/// <c>data-segment</c> and <c>data-cut</c>. Looks are attributes, which a stylesheet may overrule by the classes.
/// </summary>
internal sealed class DendrogramSvg
{
    private const double Width = 960;
    private const double Left = 24;
    private const double PlotWidth = 640;
    private const double Top = 34;
    private const double RowHeight = 7;
    private const double Bottom = 46;

    /// <summary>Where names begin.</summary>
    private const double Names = Left + PlotWidth + 10;

    /// <summary>Names of training are short; those that people give may be anything.</summary>
    private const int LongestName = 36;

    /// <summary>What joins several segments, and the lines.</summary>
    private const string Muted = "#53606e";

    private readonly StoredVersion _version;
    private readonly SegmentTree _tree;
    private readonly Dendrogram _dendrogram;
    private readonly XmlWriter _xml;

    private DendrogramSvg(StoredVersion version, SegmentTree tree, XmlWriter xml)
    {
        (_version, _tree, _xml) = (version, tree, xml);
        _dendrogram = Dendrogram.Of(tree.Tree, version.Report.Quality.Inertia);
    }

    private double PlotBottom => Top + (_dendrogram.Rows * RowHeight);

    /// <summary>Draws it. O(leaves^2).</summary>
    /// <param name="version">The version.</param>
    /// <param name="tree">Its tree.</param>
    public static string Of(StoredVersion version, SegmentTree tree)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, IndentChars = " ", NewLineChars = "\n" }))
            new DendrogramSvg(version, tree, xml).Draw();
        return text.ToString();
    }

    private void Draw()
    {
        var height = PlotBottom + Bottom;
        _xml.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        Attributes(("class", "dendrogram"), ("viewBox", $"0 0 {Number(Width)} {Number(height)}"), ("width", Number(Width)), ("height", Number(height)),
            ("role", "img"), ("aria-labelledby", "tree-title tree-desc"), ("font-family", "system-ui, sans-serif"), ("font-size", "12"));
        Text("title", $"Tree of the {Counted(_tree.Tree.Clusters, "segment")} of {_version.ModelName}, version {_version.Version}", ("id", "tree-title"));
        Text("desc", Description(), ("id", "tree-desc"));
        Element("rect", ("class", "paper"), ("width", "100%"), ("height", "100%"), ("fill", "#ffffff"));
        DrawCuts();
        DrawAxis();
        DrawBranches(_dendrogram.Root, Left);
        DrawNames();
        DrawServingCut();
        _xml.WriteEndElement();
    }

    private string Description()
    {
        var (served, drawn) = (_tree.Tree.Clusters, _dendrogram.Tips);
        var last = _tree.Tree.MergeOf(_tree.Tree.Nodes - 1) is { } merge && served > 1
            ? $" The first split tells {NameOf(merge.A)} from {NameOf(merge.B)}."
            : "";
        var reach = drawn < served ? $" Drawn are the first {drawn} parts of {served} segments." : $" The cut into {Counted(served, "part")} is the model; to its right segments fall apart into {Counted(drawn, "part")} in all.";
        return $"From left to right {Counted(_version.Report.Customers, "customer")} fall apart. The farther to the right two branches meet, the more alike are their customers.{last}{reach}";
    }

    /// <summary>A band for each cut, to be hovered over and chosen.</summary>
    private void DrawCuts()
    {
        Begin("g", ("class", "cuts"), ("fill", "#000000"), ("fill-opacity", "0"));
        for (var parts = 2; parts <= _dendrogram.Tips; parts++)
        {
            var (from, to) = _dendrogram.CutAt(parts);
            Begin("rect", ("class", "cut"), ("data-cut", Number(parts)), ("x", Number(X(from))), ("y", Number(Top)), ("width", Number(PlotWidth * (to - from))), ("height", Number(PlotBottom - Top)));
            Text("title", $"The cut into {Counted(parts, "part")}");
            _xml.WriteEndElement();
        }

        _xml.WriteEndElement();
    }

    private void DrawAxis()
    {
        Begin("g", ("class", "axis"), ("fill", Muted), ("stroke", "none"), ("text-anchor", "middle"));
        for (var tick = 0; tick <= 4; tick++)
        {
            var x = Number(X(tick / 4.0));
            Element("line", ("x1", x), ("x2", x), ("y1", Number(Top)), ("y2", Number(PlotBottom + 4)), ("stroke", "#d5dce4"), ("stroke-width", "1"));
            Text("text", $"{100 - (25 * tick)} %", ("x", x), ("y", Number(PlotBottom + 18)));
        }

        Text("text", "How far a customer typically is from the middle of its part, over how far from the middle of all", ("x", Number(X(0.5))), ("y", Number(PlotBottom + 36)));
        _xml.WriteEndElement();
    }

    /// <summary>The branch that leads to a node, what is below it, and the line that joins its children.</summary>
    private void DrawBranches(DendrogramNode node, double from)
    {
        foreach (var child in node.Children) DrawBranches(child, X(node.X));
        var segment = _tree.Tree.ClusterAt(node.Node);
        var path = $"M{Number(from)} {Number(Y(node))}H{Number(X(node.X))}";
        if (node.Children.Count > 0) path += $"M{Number(X(node.X))} {Number(Y(node.Children[0]))}V{Number(Y(node.Children[1]))}";
        Begin("g", ("class", segment is null ? "node" : "node of-segment"), ("data-node", Number(node.Node)), ("data-segment", segment is { } place ? Number(IdOf(place)) : null), ("fill", "none"), ("stroke", segment is { } own ? SegmentColors.Of(IdOf(own)) : Muted));
        Text("title", TitleOf(node.Node));
        Element("path", ("d", path), ("stroke-width", segment is null ? "2" : "1.5"));
        Element("path", ("d", path), ("stroke-width", "9"), ("stroke-opacity", "0"), ("pointer-events", "stroke"));
        _xml.WriteEndElement();
    }

    /// <summary>The names of the segments beside their rows; of tips that join several, how many they are.</summary>
    private void DrawNames()
    {
        var rows = new List<(DendrogramNode Tip, int? Segment)>();
        Collect(_dendrogram.Root);
        Begin("g", ("class", "names"), ("fill", "#1d2733"), ("dominant-baseline", "middle"));
        foreach (var group in rows.GroupBy(row => row.Segment is { } segment ? segment : -1 - row.Tip.Node))
        {
            var (segment, y) = (group.First().Segment, group.Average(row => Y(row.Tip)));
            var size = segment is { } place ? _version.Report.Profiles[place].Size : _tree.Tree.Sizes[group.First().Tip.Node];
            var name = segment is { } own ? _version.SegmentNames[own] : NameOf(group.First().Tip.Node);
            if (segment is { } known) Element("circle", ("cx", Number(Names + 4)), ("cy", Number(y)), ("r", "4"), ("fill", SegmentColors.Of(IdOf(known))), ("data-segment", Number(IdOf(known))));
            Text("text", $"{Excerpt.Of(name, LongestName)} ({Count(size)})", ("x", Number(Names + 14)), ("y", Number(y)));
        }

        _xml.WriteEndElement();

        void Collect(DendrogramNode node)
        {
            if (node.Children.Count == 0) rows.Add((node, _tree.Tree.ClusterAt(node.Node)));
            foreach (var child in node.Children) Collect(child);
        }
    }

    private void DrawServingCut()
    {
        if (_tree.Tree.Clusters > _dendrogram.Tips || _tree.Tree.Leaves == 1) return;
        var (from, to) = _dendrogram.CutAt(_tree.Tree.Clusters);
        var x = X((from + to) / 2);
        Begin("g", ("class", "serving"), ("stroke", "#1d2733"), ("fill", "#1d2733"));
        Element("line", ("x1", Number(x)), ("x2", Number(x)), ("y1", Number(Top - 8)), ("y2", Number(PlotBottom)), ("stroke-width", "1.5"), ("stroke-dasharray", "5 4"), ("pointer-events", "none"));
        Text("text", $"{Counted(_tree.Tree.Clusters, "segment")}: the cut that serves", ("x", Number(x)), ("y", Number(Top - 14)), ("stroke", "none"), ("text-anchor", x < Width / 4 ? "start" : "middle"));
        _xml.WriteEndElement();
    }

    private string TitleOf(int node)
    {
        var size = _tree.Tree.Sizes[node];
        var share = ((double)size / _version.Report.Customers).ToString("0.# %", CultureInfo.InvariantCulture);
        var splits = _tree.Tree.MergeOf(node) is { } merge ? $" Falls apart at the cut into {Number(_tree.Tree.LevelOf(node)!.Value)}, height {merge.Height.ToString("G4", CultureInfo.InvariantCulture)}." : "";
        return $"{NameOf(node)}: {Counted(size, "customer")}, {share}.{splits}";
    }

    /// <summary>The segments that a node joins, or the one that it is, or is a part of.</summary>
    private string NameOf(int node)
    {
        if (_tree.Tree.ClusterAt(node) is { } segment)
        {
            var name = _version.SegmentNames[segment];
            return _tree.Tree.Sizes[node] == _version.Report.Profiles[segment].Size ? name : $"A part of {name}";
        }

        var segments = new SortedSet<int>();
        Collect(node);
        return segments.Count <= 3 ? string.Join(" + ", segments.Select(place => _version.SegmentNames[place])) : $"{Number(segments.Count)} segments";

        void Collect(int below)
        {
            if (_tree.Tree.ClusterAt(below) is { } found) segments.Add(found);
            else if (_tree.Tree.MergeOf(below) is { } merge)
            {
                Collect(merge.A);
                Collect(merge.B);
            }
        }
    }

    private int IdOf(int segment) => _version.Model.Segments[segment].Id;

    private static double X(double depth) => Left + (PlotWidth * depth);

    private static double Y(DendrogramNode node) => Top + (node.Y * RowHeight);

    private static string Counted(int count, string one) => $"{Count(count)} {one}{(count == 1 ? "" : "s")}";

    private static string Count(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private void Begin(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _xml.WriteStartElement(name);
        Attributes(attributes);
    }

    private void Element(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Begin(name, attributes);
        _xml.WriteEndElement();
    }

    private void Text(string name, string text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Begin(name, attributes);
        _xml.WriteString(Printable(text));
        _xml.WriteEndElement();
    }

    private void Attributes(params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        foreach (var (name, value) in attributes)
            if (value is not null) _xml.WriteAttributeString(name, value);
    }

    /// <summary>XML has no place for most control characters, which names may hold.</summary>
    private static string Printable(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.Value < ' ' || rune.Value is 0xFFFE or 0xFFFF ? "\uFFFD" : rune.ToString()));
}
