using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SegmentationService.Api.Charts;

namespace SegmentationService.Api.Tests.Charts;

/// <summary>What is told of the tree of a version, and how it is drawn.</summary>
public partial class TreeEndpointsTests
{
    private const string Tree = "/models/default/versions/champion/tree";

    /// <summary>The segments are 0, 1, 2 and 10, 12: their means are 1 and 11.</summary>
    [Fact]
    public async Task Tree_OfOneColumn_IsWhatCanBeWorkedOutByHand()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, $"?clusters=2&{Tables.Plain}");

        var tree = (await app.GetAsync(Tree)).Expect(200);

        Assert.Equal(("default", 1, 2, 5), (tree.Text("model"), tree.Int("version"), tree.Int("clusters"), tree.Int("sampled")));
        Assert.Equal(JsonValueKind.Null, tree.GetProperty("cut").ValueKind);

        // Two neighbours of three: 2 / 2 * 1; the third beside them: 4 / 3 * 1.5^2; 10 and 12: 2 / 2 * 2^2; both: 12 / 5 * 10^2.
        var nodes = tree.Items("nodes");
        Assert.Equal(Enumerable.Range(0, 9), nodes.Select(node => node.Int("id")));
        AssertNear([0, 0, 0, 0, 0, 1, Math.Sqrt(3), 2, Math.Sqrt(240)], nodes.Select(node => node.Number("height")));
        Assert.Equal([1, 1, 1, 1, 1, 2, 3, 2, 5], nodes.Select(node => node.Int("size")));
        Assert.Equal(["null", "null", "null", "null", "null", "5", "4", "3", "2"], nodes.Select(node => node.GetProperty("level").ToString() is { Length: > 0 } level ? level : "null"));
        Assert.Equal(["1", "1", "1", "2", "2", "1", "1", "2", ""], nodes.Select(node => node.GetProperty("segment").ToString()));
        Assert.Equal("[6,7]", nodes[8].GetProperty("children").ToString());
        Assert.Equal("[3,4]", nodes[7].GetProperty("children").ToString());
        Assert.Equal("[]", nodes[0].GetProperty("children").ToString());

        // Within 0, 1, 2 are 2, within 10, 12 are 2. What falls apart takes half of its squared height away.
        var cuts = tree.Items("cuts");
        Assert.Equal([2, 3, 4, 5], cuts.Select(cut => cut.Int("clusters")));
        AssertNear([4, 2, 0.5, 0], cuts.Select(cut => cut.Number("inertia")));
        Assert.Equal([1, 1], [Math.Round(cuts[0].Number("ariToKMeans"), 9), Math.Round(cuts[0].Number("ariToSegments"), 9)]);
        AssertNear([4], [cuts[0].GetProperty("kMeans").Number("inertia")]);
        Assert.Equal(cuts[0].GetProperty("kMeans").Number("silhouette"), cuts[0].Number("silhouette"), 1e-6);
        Assert.All(cuts[1..], cut => Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (cut.GetProperty("kMeans").ValueKind, cut.GetProperty("ariToKMeans").ValueKind)));

        // 0, 1, 2 | 10 | 12 beside 0, 1, 2 | 10, 12: 3 pairs are together in both, of 3 and 4 of 10: (3 - 1.2) / (3.5 - 1.2).
        Assert.Equal(1.8 / 2.3, cuts[1].Number("ariToSegments"), 1e-12);
    }

    [Fact]
    public async Task Cut_OfOneColumn_HasTheMeansOfItsParts()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, $"?clusters=2&{Tables.Plain}");

        Assert.Equal([(5, 5.0)], await PartsAsync(1));
        Assert.Equal([(3, 1.0), (2, 11.0)], await PartsAsync(2));
        Assert.Equal([(1, 10.0), (1, 12.0), (3, 1.0)], (await PartsAsync(3)).Order());
        Assert.Equal([0.0, 1, 2, 10, 12], (await PartsAsync(5)).Select(part => part.Mean).Order());

        var two = (await app.GetAsync($"{Tree}?cut=2")).Expect(200).GetProperty("cut");
        Assert.Equal((2, 0.6), (two.Int("clusters"), two.Items("parts")[0].Number("share")));
        Assert.Equal("[1]", two.Items("parts")[0].GetProperty("segments").ToString());
        Assert.True(two.Items("parts")[0].GetProperty("isWhole").GetBoolean());
        Assert.Equal("[1,2]", (await app.GetAsync($"{Tree}?cut=1")).Expect(200).GetProperty("cut").Items("parts")[0].GetProperty("segments").ToString());

        async Task<IEnumerable<(int Size, double Mean)>> PartsAsync(int cut) =>
            (await app.GetAsync($"{Tree}?cut={cut}")).Expect(200).GetProperty("cut").Items("parts").Select(part => (part.Int("size"), Math.Round(part.GetProperty("columns").GetProperty("x").Number("mean"), 9)));
    }

    [Theory]
    [InlineData("6", "cut into 1 to 5 parts, and not into 6")]
    [InlineData("0", "from 1 to 1000")]
    [InlineData("1001", "from 1 to 1000")]
    [InlineData("two", "a whole number")]
    public async Task Cut_BeyondTheTree_SaysWhatIsPossible(string cut, string allowed)
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, $"?clusters=2&{Tables.Plain}");

        (await app.GetAsync($"{Tree}?cut={cut}")).ExpectProblem(400, "invalid-parameter", allowed);
    }

    [Fact]
    public async Task Tree_OfAVersionFromBeforeTrees_SaysToTrainAgain()
    {
        await using var app = new SegmentationApp();
        app.Folder.CopyFrom(Path.Combine(AppContext.BaseDirectory, "Storage", "fixtures", "v5"));

        (await app.GetAsync("/models/default/versions/1/tree")).ExpectProblem(404, "no-tree", "train again");
        (await app.GetAsync("/models/default/versions/1/tree.svg")).ExpectProblem(404, "no-tree", "train again");
        (await app.GetAsync("/models/default/versions/9/tree")).ExpectProblem(404, "unknown-version");
        (await app.GetAsync("/models/other/versions/9/tree.svg")).ExpectProblem(404, "unknown-model");
    }

    [Fact]
    public async Task Tree_OfMoreSegmentsThanTreesAreMadeOf_SaysSo()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync("x\n" + string.Join('\n', Enumerable.Range(0, 1_500).Select(i => i * i)), "?clusters=1001&restarts=1");

        (await app.GetAsync(Tree)).ExpectProblem(404, "no-tree", "It has 1001 segments", "at most 1000");
    }

    /// <summary>A picture that screen readers can tell, that says on hovering what each part is, and whose parts pages find.</summary>
    [Fact]
    public async Task Svg_OfATree_ShowsNodesCutsAndTheOneThatServes()
    {
        await using var app = new SegmentationApp();
        var trained = await app.TrainedAsync(Tables.Shop(60), "?clusters=3");
        var tree = (await app.GetAsync(Tree)).Expect(200);

        var answer = await app.GetAsync($"{Tree}.svg");

        Assert.Equal((200, "image/svg+xml"), (answer.Status, answer.ContentType));
        var svg = XDocument.Parse(answer.Text).Root!;
        XNamespace ns = "http://www.w3.org/2000/svg";
        Assert.Equal("img", (string?)svg.Attribute("role"));
        var described = ((string)svg.Attribute("aria-labelledby")!).Split(' ').Select(id => svg.Descendants().Single(element => (string?)element.Attribute("id") == id).Value).ToArray();
        Assert.Equal("Tree of the 3 segments of default, version 1", described[0]);
        Assert.Contains("60 customers", described[1], StringComparison.Ordinal);

        var nodes = svg.Descendants(ns + "g").Where(group => group.Attribute("data-node") is not null).ToDictionary(group => (int)group.Attribute("data-node")!);
        Assert.Equal(tree.Items("nodes").Select(node => node.Int("id")), nodes.Keys.Order());
        foreach (var node in tree.Items("nodes"))
        {
            var drawn = nodes[node.Int("id")];
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{node.Int("size")} customer"), drawn.Element(ns + "title")!.Value, StringComparison.Ordinal);
            Assert.Equal(node.GetProperty("segment").ToString(), (string?)drawn.Attribute("data-segment") ?? "");
            Assert.Equal(node.GetProperty("segment").ValueKind == JsonValueKind.Number ? SegmentColors.Of(node.Int("segment")) : "#53606e", (string?)drawn.Attribute("stroke"));
        }

        Assert.Equal(Enumerable.Range(2, tree.Items("nodes").Length / 2), svg.Descendants(ns + "rect").Where(cut => cut.Attribute("data-cut") is not null).Select(cut => (int)cut.Attribute("data-cut")!));
        foreach (var segment in trained.Items("segments")) Assert.Contains(svg.Descendants(ns + "text"), text => text.Value == $"{segment.Text("name")} ({segment.Int("size")})");
        Assert.Contains(svg.Descendants(ns + "text"), text => text.Value == "3 segments: the cut that serves");

        // The line of the cut that serves lies within the band of the cut into three.
        var band = svg.Descendants(ns + "rect").Single(cut => (string?)cut.Attribute("data-cut") == "3");
        var line = svg.Descendants(ns + "g").Single(group => (string?)group.Attribute("class") == "serving").Element(ns + "line")!;
        Assert.InRange((double)line.Attribute("x1")!, (double)band.Attribute("x")!, (double)band.Attribute("x")! + (double)band.Attribute("width")!);
    }

    [Fact]
    public async Task Svg_OfOneCustomer_IsAPicture()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync("x,y\n1,2\n3,4\n", "?clusters=1");

        Assert.NotNull(XDocument.Parse((await app.GetAsync($"{Tree}.svg")).Text).Root);
        (await app.GetAsync($"{Tree}.svg?cut=3")).ExpectProblem(400, "invalid-parameter");
    }

    /// <summary>A segment has one colour, in pictures and on pages.</summary>
    [Fact]
    public void Colors_OfPictures_AreThoseOfThePages()
    {
        var script = File.ReadAllText(Path.Combine(Repository.Root, "src", "SegmentationService.Api", "wwwroot", "js", "charts.js"));

        Assert.Equal(Color().Matches(LightColors().Match(script).Value).Select(match => match.Value), SegmentColors.Light);
    }

    [GeneratedRegex(@"const light = \[[^\]]*\]")]
    private static partial Regex LightColors();

    [GeneratedRegex("#[0-9a-f]{6}")]
    private static partial Regex Color();

    private static void AssertNear(IEnumerable<double> expected, IEnumerable<double> actual) => Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-6);
}
