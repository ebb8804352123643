using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Tests.Storage.Format;

public class ModelFormatTests
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithReplay(
        FSharpOption<Replay>.Some(new Replay(new Rnd(20260131, 42_4243), FSharpOption<int>.None)));

    [Fact]
    public void Read_AwkwardModelWritten_IsTheSameModel()
    {
        var trained = SampleModels.Awkward();

        ModelAssert.Same(trained, Read(Write(trained), trained.Report.Notices));
    }

    [Fact]
    public void Read_AnyModelWritten_IsTheSameModelAndWritesTheSameBytes() =>
        Prop.ForAll(SampleModels.Any().ToArbitrary(), trained =>
        {
            var bytes = Write(trained);
            var read = Read(bytes, trained.Report.Notices);
            ModelAssert.Same(trained, read);
            Assert.Equal(bytes, Write(read));
        }).Check(Seeded);

    [Fact]
    public void Read_ModelWithEncodedColumnsWritten_IsTheSameModel()
    {
        var trained = SampleModels.Encoded();
        var bytes = Write(trained);

        Assert.StartsWith("{\n  \"formatVersion\": 2,\n", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        ModelAssert.Same(trained, Read(bytes, trained.Report.Notices));
        Assert.Equal(bytes, Write(Read(bytes, trained.Report.Notices)));
    }

    [Theory]
    [InlineData("\"formatVersion\": 2", "\"formatVersion\": 1")] // Format 1 has no values.
    [InlineData("\"Wien, \\\"XX\\\"\"\n      ]", "\"Bern\"\n      ]")] // Twice
    [InlineData("\"Wien, \\\"XX\\\"\"\n      ]", "\"Rom\"\n      ]")] // Not the value of the feature
    [InlineData("\"Wien, \\\"XX\\\"\"\n      ]", "null\n      ]")]
    [InlineData("\"Wien, \\\"XX\\\"\"\n      ]", "\"\"\n      ]")]
    [InlineData("\"source\": \"city\"", "\"source\": \"x\"")]
    [InlineData(",\n      \"value\": \"Bern\"", "")] // A feature with neither column nor value
    public void Read_RuleOfEncodedColumnsBroken_Throws(string part, string instead)
    {
        var text = Encoding.UTF8.GetString(Write(SampleModels.Encoded()));
        Assert.Contains(part, text, StringComparison.Ordinal);

        Assert.Throws<CorruptModelException>(() => Read(Encoding.UTF8.GetBytes(text.Replace(part, instead, StringComparison.Ordinal))));
    }

    [Fact]
    public void Write_SameModelUnderAnotherCulture_GivesTheSameBytes()
    {
        var before = CultureInfo.CurrentCulture;
        var expected = Write(SampleModels.Awkward());
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat.NumberDecimalSeparator = ",";
        odd.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = odd;
            var bytes = Write(SampleModels.Awkward());
            Assert.Equal(expected, bytes);
            ModelAssert.Same(SampleModels.Awkward(), Read(bytes, SampleModels.Awkward().Report.Notices));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Write_Model_IsReadableAndBeginsWithItsFormat()
    {
        var text = Encoding.UTF8.GetString(Write(SampleModels.Awkward()));

        Assert.StartsWith("{\n  \"formatVersion\": 1,\n  \"customers\": 10,\n", text, StringComparison.Ordinal);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", text, StringComparison.Ordinal);
        Assert.Contains("\"median\": 5E-324", text, StringComparison.Ordinal);
        Assert.Contains("\"name\": \"High spend, \\\"recent\\\"\\n\"", text, StringComparison.Ordinal);
    }

    /// <summary>The only doubles whose shortest text .NET 10 gets wrong.</summary>
    [Theory]
    [InlineData(-25)]
    [InlineData(-958)]
    public void Read_PowerOfTwoThatTheRuntimeWritesAsItsNeighbour_IsTheSameNumber(int exponent)
    {
        var trained = SampleModels.Plain(temperature: Math.ScaleB(1, exponent));

        ModelAssert.Same(trained, Read(Write(trained), trained.Report.Notices));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Write_NumberThatIsNotFinite_Throws(double temperature) =>
        Assert.Throws<CorruptModelException>(() => Write(SampleModels.Plain(temperature: temperature)));


    [Theory]
    [InlineData(9, "model.json: format 9 is newer than 8, the newest this version of the service knows.")]
    [InlineData(0, "model.json: format 0 is unknown; formats are numbered from 1.")]
    [InlineData(-1, "model.json: format -1 is unknown; formats are numbered from 1.")]
    public void Read_FormatThatIsNotKnown_SaysSo(int format, string message)
    {
        var text = $$"""{ "formatVersion": {{format}}, "somethingNew": { "nested": [1, 2, {}] } }""";

        Assert.Equal(message, Assert.Throws<CorruptModelException>(() => Read(Encoding.UTF8.GetBytes(text))).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("1")]
    [InlineData("{ \"formatVersion\": 1 }")]
    [InlineData("{ \"formatVersion\": \"1\" }")]
    [InlineData("{ \"formatVersion\": 1, \"formatVersion\": 1 }")]
    public void Read_OtherJson_Throws(string text) => Assert.Throws<CorruptModelException>(() => Read(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("customers", "0")]
    [InlineData("customers", "11")]
    [InlineData("customers", "1e3")]
    [InlineData("temperature", "0")]
    [InlineData("temperature", "-1")]
    [InlineData("temperature", "1e999")]
    [InlineData("temperature", "null")]
    [InlineData("temperature", "\"1\"")]
    [InlineData("parts", "null")]
    [InlineData("parts/recency", "\"elsewhere\"")]
    [InlineData("parts/monetary", "null")]
    [InlineData("parts/tenure", "1")]
    [InlineData("inputs", "[]")]
    [InlineData("inputs", "[null]")]
    [InlineData("inputs/0", "null")]
    [InlineData("inputs/0/name", "null")]
    [InlineData("inputs/0/name", "\"\"")]
    [InlineData("inputs/0/name", "\"frequency\"")]
    [InlineData("inputs/0/name", "\"\\ud800\"")]
    [InlineData("inputs/0/median", "-1e999")]
    [InlineData("features", "[]")]
    [InlineData("features/1", "null")]
    [InlineData("features/1/name", "\"recency\"")]
    [InlineData("features/1/name", "\"nowhere\"")]
    [InlineData("features/0/transform", "\"Log1p\"")]
    [InlineData("features/0/transform", "1")]
    [InlineData("features/0/missing", "-1")]
    [InlineData("features/0/clipped", "11")]
    [InlineData("features/0/median", "1e999")]
    [InlineData("features/0/min", "1e999")]
    [InlineData("features/0/min", "374")]
    [InlineData("features/0/max", "-1e999")]
    [InlineData("features/0/lowerFence", "7")]
    [InlineData("features/0/upperFence", "1e999")]
    [InlineData("features/0/center", "1e999")]
    [InlineData("features/0/scale", "0")]
    [InlineData("features/0/scale", "-1")]
    [InlineData("features/0/scale", "1e999")]
    [InlineData("segments", "[]")]
    [InlineData("segments/0", "null")]
    [InlineData("segments/0/name", "\"__proto__\"")]
    [InlineData("segments/0/name", "\"\"")]
    [InlineData("segments/0/size", "-1")]
    [InlineData("segments/0/size", "7")]
    [InlineData("segments/0/share", "1.5")]
    [InlineData("segments/0/radius", "-1")]
    [InlineData("segments/0/radius", "1e999")]
    [InlineData("segments/0/point", "[1, 2]")]
    [InlineData("segments/0/point", "[1, 2, 3, 4]")]
    [InlineData("segments/0/point", "[1, 2, 1e39]")]
    [InlineData("segments/0/point", "[1, 2, null]")]
    [InlineData("segments/0/centroid", "[1, 2]")]
    [InlineData("segments/0/centroid", "[1, 2, 1e999]")]
    [InlineData("segments/0/statistics", "[null]")]
    [InlineData("segments/0/statistics/1/name", "\"recency\"")]
    [InlineData("segments/0/statistics/0/mean", "1e999")]
    [InlineData("segments/0/statistics/0/median", "1e999")]
    [InlineData("segments/0/statistics/0/std", "1e999")]
    [InlineData("segments/0/statistics/0/min", "1e999")]
    [InlineData("segments/0/statistics/0/q25", "1e999")]
    [InlineData("segments/0/statistics/0/q75", "1e999")]
    [InlineData("segments/0/statistics/0/max", "1e999")]
    [InlineData("segments/0/statistics/0/missing", "7")]
    [InlineData("segments/0/distinguishing", "[null]")]
    [InlineData("segments/0/distinguishing/0/effect", "1e999")]
    [InlineData("segments/0/distinguishing/0/text", "null")]
    [InlineData("selection", "null")]
    [InlineData("selection/rule", "\"guess\"")]
    [InlineData("selection/reason", "null")]
    [InlineData("selection/candidates", "[]")]
    [InlineData("selection/candidates/0", "null")]
    [InlineData("selection/candidates/0/clusters", "0")]
    [InlineData("selection/candidates/0/clusters", "3")]
    [InlineData("selection/candidates/1/clusters", "4")]
    [InlineData("selection/candidates/0/inertia", "-1")]
    [InlineData("selection/candidates/0/silhouette", "1e999")]
    [InlineData("selection/candidates/0/silhouetteCustomers", "-1")]
    [InlineData("selection/candidates/0/calinskiHarabasz", "1e999")]
    [InlineData("selection/candidates/0/daviesBouldin", "1e999")]
    [InlineData("selection/candidates/0/smallestShare", "2")]
    [InlineData("selection/candidates/0/eligible", "1")]
    [InlineData("selection/candidates/0/iterations", "-1")]
    [InlineData("unknown", "1")]
    public void Read_RuleBroken_Throws(string path, string value)
    {
        // The value goes in as text, because JsonNode would not write 1e999 and the like.
        const string mark = "\"\u2603mark\u2603\"";
        var root = JsonNode.Parse(Write(SampleModels.Awkward()))!;
        var parts = path.Split('/');
        var parent = parts[..^1].Aggregate(root, (node, part) => int.TryParse(part, out var index) ? node[index]! : node[part]!);
        if (int.TryParse(parts[^1], out var item)) parent[item] = "\u2603mark\u2603";
        else parent[parts[^1]] = "\u2603mark\u2603";
        var json = root.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Assert.Contains(mark, json, StringComparison.Ordinal);

        var broken = Encoding.UTF8.GetBytes(json.Replace(mark, value, StringComparison.Ordinal));

        Assert.Throws<CorruptModelException>(() => Read(broken));
    }

    /// <summary>What was made of a table is written as before, so that older services can read it.</summary>
    [Fact]
    public void Write_ModelOfALog_IsFormat2AndOthersStayFormat1()
    {
        Assert.StartsWith("{\n  \"formatVersion\": 2,\n", Encoding.UTF8.GetString(Write(OfALog())), StringComparison.Ordinal);
        Assert.Contains("\"asOf\": \"2011-12-10T12:50:00\"", Encoding.UTF8.GetString(Write(OfALog())), StringComparison.Ordinal);
        Assert.DoesNotContain("orders", Encoding.UTF8.GetString(Write(SampleModels.Plain())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"formatVersion\": 2", "\"formatVersion\": 1")]
    [InlineData("\"customer\": \"c\"", "\"customer\": null")]
    [InlineData("\"amount\": \"a\"", "\"amount\": null")]
    [InlineData("\"dateFormat\": \"day-first\"", "\"dateFormat\": \"dmy\"")]
    [InlineData("\"asOf\": \"2011-12-10T12:50:00\"", "\"asOf\": \"soon\"")]
    public void Read_OrdersBroken_Throws(string good, string broken)
    {
        var text = Encoding.UTF8.GetString(Write(OfALog()));
        Assert.Contains(good, text, StringComparison.Ordinal);
        Assert.NotNull(Read(Encoding.UTF8.GetBytes(text)).Report.Orders);

        Assert.Throws<CorruptModelException>(() => Read(Encoding.UTF8.GetBytes(text.Replace(good, broken, StringComparison.Ordinal))));
    }

    /// <summary>Ids that say no more than the order of the segments are not stored, so older services read such models and fingerprints stay.</summary>
    [Fact]
    public void Write_IdsOfSegments_AreStoredWhereTheyAreNotTheOrder()
    {
        var plain = SampleModels.Plain(3);
        var trained = SampleModels.WithIds(plain, 7, 3, 12);
        var text = Encoding.UTF8.GetString(Write(trained));

        Assert.StartsWith("{\n  \"formatVersion\": 3,\n", text, StringComparison.Ordinal);
        Assert.Equal([7, 3, 12], JsonNode.Parse(text)!["segments"]!.AsArray().Select(segment => (int)segment!["id"]!));
        ModelAssert.Same(trained, Read(Write(trained), trained.Report.Notices));
        Assert.Equal([1, 2, 3], Read(Write(plain)).Model.Segments.Select(segment => segment.Id));
        Assert.DoesNotContain("\"id\": 1", Encoding.UTF8.GetString(Write(plain)), StringComparison.Ordinal);
        Assert.Equal(Write(plain), Write(SampleModels.WithIds(plain, 1, 2, 3)));
        Assert.Equal(plain.Model.Fingerprint(), SampleModels.WithIds(plain, 1, 2, 3).Model.Fingerprint());
        string[] fingerprints = [plain.Model.Fingerprint(), trained.Model.Fingerprint(), SampleModels.WithIds(plain, 3, 7, 12).Model.Fingerprint(), SampleModels.WithIds(plain, 1, 3, 2).Model.Fingerprint()];
        Assert.Equal(4, fingerprints.Distinct().Count());
    }

    [Theory]
    [InlineData("\"formatVersion\": 3", "\"formatVersion\": 2")] // Format 2 has no ids.
    [InlineData("\"id\": 12", "\"id\": 7")] // Twice
    [InlineData("\"id\": 12", "\"id\": 0")]
    [InlineData("\"id\": 12", "\"id\": null")] // Of some segments only
    [InlineData("\"id\": 12", "\"id\": 3000000000")]
    public void Read_IdsOfSegmentsBroken_Throws(string good, string broken)
    {
        var text = Encoding.UTF8.GetString(Write(SampleModels.WithIds(SampleModels.Plain(3), 7, 3, 12)));
        Assert.Contains(good, text, StringComparison.Ordinal);

        Assert.Throws<CorruptModelException>(() => Read(Encoding.UTF8.GetBytes(text.Replace(good, broken, StringComparison.Ordinal))));
    }

    /// <summary>Whether the segments are groups is stored where it is known, and is no part of the fingerprint: prediction does not depend on it.</summary>
    [Fact]
    public void Write_Structure_IsStoredWhereItIsKnown()
    {
        var plain = SampleModels.Plain(3);
        var trained = SampleModels.WithStructure(plain);
        var text = Encoding.UTF8.GetString(Write(trained));

        Assert.StartsWith("{\n  \"formatVersion\": 5,\n", text, StringComparison.Ordinal);
        ModelAssert.Same(trained, Read(Write(trained), trained.Report.Notices));
        Assert.Equal(plain.Model.Fingerprint(), trained.Model.Fingerprint());
        Assert.Null(Read(Write(plain)).Report.Structure);
        Assert.DoesNotContain("groups", Encoding.UTF8.GetString(Write(plain)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"formatVersion\": 5", "\"formatVersion\": 4")] // Format 4 has no structure.
    [InlineData("\"verdict\": \"groups\"", "\"verdict\": \"perhaps\"")]
    [InlineData("\"separateSegments\": 1", "\"separateSegments\": 0")]
    [InlineData("\"a\": 0", "\"a\": -1")]
    [InlineData("\"a\": 0", "\"a\": 2")] // Not the smaller place
    [InlineData("\"b\": 2", "\"b\": 3")] // There are three segments, from 0.
    [InlineData("\"p\": 0.001", "\"p\": 1.5")]
    [InlineData("\"customers\": 40", "\"customers\": -1")]
    [InlineData("\"groups\": 2", "\"groups\": 4")] // Of three clusters
    [InlineData("\"stability\": 0.75", "\"stability\": 1.25")]
    public void Read_StructureBroken_Throws(string good, string broken)
    {
        var text = Encoding.UTF8.GetString(Write(SampleModels.WithStructure(SampleModels.Plain(3))));
        Assert.Contains(good, text, StringComparison.Ordinal);

        Assert.Throws<CorruptModelException>(() => Read(Encoding.UTF8.GetBytes(text.Replace(good, broken, StringComparison.Ordinal))));
    }

    /// <summary>The tree is stored where it is known, and is no part of the fingerprint: prediction does not depend on it.</summary>
    [Fact]
    public void Write_Tree_IsStoredWhereItIsKnown()
    {
        var plain = SampleModels.Plain(3);
        var trained = SampleModels.WithTree(plain);
        var text = Encoding.UTF8.GetString(Write(trained));

        Assert.StartsWith("{\n  \"formatVersion\": 7,\n", text, StringComparison.Ordinal);
        ModelAssert.Same(trained, Read(Write(trained), trained.Report.Notices));
        Assert.Equal(plain.Model.Fingerprint(), trained.Model.Fingerprint());
        Assert.Null(Read(Write(plain)).Report.Tree);
    }

    [Theory]
    [InlineData("", "formatVersion", "6")] // Format 6 has no tree.
    [InlineData("tree", "sampled", "0")]
    [InlineData("tree", "sampled", "7")] // There are six customers.
    [InlineData("tree/leaves/2", "size", "2")] // The segment has two in all.
    [InlineData("tree/leaves/2", "size", "-1")]
    [InlineData("tree/leaves/1", "segment", "0")] // Then the second segment has no leaf.
    [InlineData("tree/leaves/1", "segment", "3")]
    [InlineData("tree/leaves/0", "means", "[1]")] // It is a whole segment.
    [InlineData("tree/leaves/1", "means", null)] // It is none.
    [InlineData("tree/leaves/1", "means", "[1, 2]")] // There is one statistic.
    [InlineData("tree/leaves/1", "means", "[null]")] // Of one customer, who has a value
    [InlineData("tree/leaves/1", "customers", "2")]
    [InlineData("tree/leaves/1", "customers", null)]
    [InlineData("tree/leaves/2", "missing", "[2]")]
    [InlineData("tree/leaves/2", "missing", "[0]")] // Then it has a mean.
    [InlineData("tree/leaves", "0", "null")]
    [InlineData("tree/merges/a", "0", "0")] // Not two parts of one segment
    [InlineData("tree/merges/a", "1", "1")] // Merged before
    [InlineData("tree/merges/b", "1", "6")] // Not made yet
    [InlineData("tree/merges/a", "1", "4")] // Not the smaller number
    [InlineData("tree/merges", "b", "[3, 4]")]
    [InlineData("tree/merges/heights", "1", "-1")]
    [InlineData("tree/merges/heights", "1", "1e999")]
    [InlineData("tree/merges/heights", "1", "1e200")] // Its square is no number any more.
    [InlineData("tree/cuts/1", "clusters", "4")]
    [InlineData("tree/cuts/1", "silhouette", "1.5")]
    [InlineData("tree/cuts/1", "ariToKMeans", "-2")]
    [InlineData("tree/cuts", "0", "null")]
    public void Read_TreeBroken_Throws(string owner, string property, string? value)
    {
        var root = JsonNode.Parse(Write(SampleModels.WithTree(SampleModels.Plain(3))))!;
        var parent = owner.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(root, (node, part) => int.TryParse(part, out var index) ? node[index]! : node[part]!);
        Assert.NotNull(Read(Encoding.UTF8.GetBytes(root.ToJsonString())).Report.Tree);

        const string mark = "\"mark\"";
        if (value is null) Assert.True(parent.AsObject().Remove(property));
        else if (int.TryParse(property, out var item)) parent[item] = "mark";
        else parent[property] = "mark";
        var broken = root.ToJsonString().Replace(mark, value, StringComparison.Ordinal);

        Assert.Throws<CorruptModelException>(() => Read(Encoding.UTF8.GetBytes(broken)));
    }

    /// <summary>A notation is stored where there is one, so older services read models of plain numbers; and it is no part of the fingerprint, which the numbers alone make.</summary>
    [Fact]
    public void Write_NotationsOfInputs_AreStoredWhereNumbersAreNotPlain()
    {
        var plain = SampleModels.Plain();
        var trained = SampleModels.WithNotation(plain, SampleModels.Notation);
        var text = Encoding.UTF8.GetString(Write(trained));

        Assert.StartsWith("{\n  \"formatVersion\": 4,\n", text, StringComparison.Ordinal);
        Assert.Contains("\"decimalComma\": true,\n        \"group\": \".\",", text, StringComparison.Ordinal);
        ModelAssert.Same(trained, Read(Write(trained), trained.Report.Notices));
        Assert.StartsWith("{\n  \"formatVersion\": 1,\n", Encoding.UTF8.GetString(Write(plain)), StringComparison.Ordinal);
        Assert.DoesNotContain("notation", Encoding.UTF8.GetString(Write(plain)), StringComparison.Ordinal);
        Assert.Equal(plain.Model.Fingerprint(), trained.Model.Fingerprint());
    }

    /// <summary>The moment that days count until decides on predictions, and so is part of the fingerprint; how the dates were written is not.</summary>
    [Fact]
    public void Write_DaysOfInputs_AreStoredAndTheirMomentIsPartOfTheFingerprint()
    {
        var days = new DaysReading(new DateTime(2021, 3, 10), "day-first");
        var trained = SampleModels.WithDays(SampleModels.Plain(), days);
        var text = Encoding.UTF8.GetString(Write(trained));

        Assert.StartsWith("{\n  \"formatVersion\": 4,\n", text, StringComparison.Ordinal);
        Assert.Contains("\"asOf\": \"2021-03-10T00:00:00\",\n        \"dateFormat\": \"day-first\"", text, StringComparison.Ordinal);
        ModelAssert.Same(trained, Read(Write(trained), trained.Report.Notices));
        Assert.Equal(trained.Model.Fingerprint(), SampleModels.WithDays(SampleModels.Plain(), days with { DateFormat = null }).Model.Fingerprint());
        Assert.NotEqual(trained.Model.Fingerprint(), SampleModels.WithDays(SampleModels.Plain(), days with { AsOf = new DateTime(2021, 3, 11) }).Model.Fingerprint());
        Assert.NotEqual(trained.Model.Fingerprint(), SampleModels.Plain().Model.Fingerprint());
        Assert.Throws<CorruptModelException>(() => Read(Encoding.UTF8.GetBytes(text.Replace("\"day-first\"", "\"day-last\"", StringComparison.Ordinal))));
        Assert.Throws<CorruptModelException>(() => Read(Encoding.UTF8.GetBytes(text.Replace("\"formatVersion\": 4", "\"formatVersion\": 3", StringComparison.Ordinal))));
    }

    /// <summary>A jury is stored where there is one, to the last bit, since votes depend on it; older services read models without.</summary>
    [Fact]
    public void Write_AJury_IsStoredWithAllItsBits()
    {
        var plain = SampleModels.Plain();
        var trained = SampleModels.WithJury(plain);
        var text = Encoding.UTF8.GetString(Write(trained));

        Assert.StartsWith("{\n  \"formatVersion\": 6,\n", text, StringComparison.Ordinal);
        var read = Read(Write(trained), trained.Report.Notices);
        ModelAssert.Same(trained, read);
        Assert.Equal(trained.Model.Jury!.ToBytes(), read.Model.Jury!.ToBytes());
        Assert.Equal([0.25, null], read.Report.Profiles.Select(profile => profile.Stability).Take(2));
        Assert.NotEqual(plain.Model.Fingerprint(), trained.Model.Fingerprint());
        Assert.DoesNotContain("jury", Encoding.UTF8.GetString(Write(plain)), StringComparison.Ordinal);
        Assert.DoesNotContain("stability", Encoding.UTF8.GetString(Write(plain)), StringComparison.Ordinal);
    }

    /// <summary>How the customers of a training are distributed is stored where it is known, and is no part of the fingerprint: no prediction depends on it.</summary>
    [Fact]
    public void Write_Drift_IsStoredWhereItIsKnown()
    {
        var plain = SampleModels.Plain();
        var trained = SampleModels.WithDrift(plain);

        Assert.StartsWith("{\n  \"formatVersion\": 7,\n", Encoding.UTF8.GetString(Write(trained)), StringComparison.Ordinal);
        ModelAssert.Same(trained, Read(Write(trained), trained.Report.Notices));
        Assert.Equal(plain.Model.Fingerprint(), trained.Model.Fingerprint());
        Assert.Null(Read(Write(plain)).Report.Drift);
        Assert.DoesNotContain("drift", Encoding.UTF8.GetString(Write(plain)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"formatVersion\": 7", "\"formatVersion\": 6")] // Format 6 has no drift.
    [InlineData("-1.5,", "1.5,")] // Edges ascend.
    [InlineData("-1.5,", "-1.5, -1,")] // One more edge than counts
    [InlineData("\"drift\": {\n    \"features\": [", "\"drift\": {\n    \"features\": [ null,")]
    [InlineData("\"drift\": {\n    \"features\": [", "\"drift\": {\n    \"features\": [ { \"edges\": [], \"counts\": [10] },")] // One more than features
    [InlineData("\"missing\": [\n      2", "\"missing\": [\n      11")] // Of four customers
    [InlineData("\"missing\": [\n      2", "\"missing\": [\n      2,\n      2")] // One more than inputs
    [InlineData("        3,\n        1", "        3,\n        2")] // All customers have a distance.
    [InlineData("        3,\n        1", "        11,\n        -1")]
    public void Read_DriftBroken_Throws(string good, string broken)
    {
        var text = Encoding.UTF8.GetString(Write(SampleModels.WithDrift(SampleModels.Plain())));
        Assert.Contains(good, text, StringComparison.Ordinal);
        Assert.NotNull(Read(Encoding.UTF8.GetBytes(text)).Report.Drift);

        Assert.Throws<CorruptModelException>(() => Read(Encoding.UTF8.GetBytes(text.Replace(good, broken, StringComparison.Ordinal))));
    }

    /// <summary>What columns say, and their labels, are stored where they are known, and are no part of the fingerprint.</summary>
    [Fact]
    public void Write_Profile_IsStoredWhereItIsKnown()
    {
        var plain = SampleModels.Plain();
        var trained = SampleModels.WithProfile(plain);

        Assert.StartsWith("{\n  \"formatVersion\": 8,\n", Encoding.UTF8.GetString(Write(trained)), StringComparison.Ordinal);
        ModelAssert.Same(trained, Read(Write(trained), trained.Report.Notices));
        Assert.Equal(plain.Model.Fingerprint(), trained.Model.Fingerprint());
        Assert.Null(Read(Write(plain)).Report.Table);
        Assert.DoesNotContain("labels", Encoding.UTF8.GetString(Write(plain)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"formatVersion\": 8", "\"formatVersion\": 7")] // Format 7 has neither.
    [InlineData("\"column\": \"days\"", "\"column\": \"plan\"")] // Each column once
    [InlineData("      \"days\"\n", "      \"plan\"\n")] // Money is a column of numbers,
    [InlineData("      \"days\"\n", "      \"gone\"\n")] // and is there.
    [InlineData("\"kind\": \"date\"", "\"kind\": \"number\"")]
    [InlineData("\"kind\": \"date\"", "\"kind\": \"moment\"")]
    [InlineData("\"median\": \"2024-03-01T00:00:00\"", "\"median\": \"2026-03-01T00:00:00\"")] // After the last
    [InlineData("          \"0\"\n", "          \"0\", \"1\"\n")] // A value without counts
    [InlineData("\"since\": \"customer since\"", "\"since\": \"\"")]
    [InlineData("\"since\": \"customer since\"", "\"since\": \"customer\\nsince\"")] // One line
    [InlineData("\"since\": \"customer since\"", "\"since\": null")]
    public void Read_ProfileBroken_Throws(string good, string broken)
    {
        var text = Encoding.UTF8.GetString(Write(SampleModels.WithProfile(SampleModels.Plain())));
        Assert.Contains(good, text, StringComparison.Ordinal);
        Assert.NotNull(Read(Encoding.UTF8.GetBytes(text)).Report.Table);

        Assert.Throws<CorruptModelException>(() => Read(Encoding.UTF8.GetBytes(text.Replace(good, broken, StringComparison.Ordinal))));
    }

    [Fact]
    public void Read_JurorThatIsNoNumber_Throws()
    {
        var trained = SampleModels.WithJury(SampleModels.Plain());
        var (text, points) = (Encoding.UTF8.GetString(Write(trained)), trained.Model.Jury!.ToBytes());
        var stored = Convert.ToBase64String(points);
        Assert.Contains(stored, text, StringComparison.Ordinal);
        BitConverter.TryWriteBytes(points.AsSpan(4), float.NaN);

        Assert.Throws<CorruptModelException>(() => Read(Encoding.UTF8.GetBytes(text.Replace(stored, Convert.ToBase64String(points), StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("\"formatVersion\": 6", "\"formatVersion\": 5")] // Format 5 has no jury.
    [InlineData("\"stability\": 0.25", "\"stability\": 1.25")]
    [InlineData("\"jurors\": 16", "\"jurors\": 64")] // More than there are points
    [InlineData("\"jurors\": 16", "\"jurors\": 0")]
    [InlineData("\"points\": \"", "\"points\": \"AAAA")] // Three bytes more
    [InlineData("\"points\": \"", "\"points\": \"*")]
    public void Read_JuryBroken_Throws(string good, string broken)
    {
        var text = Encoding.UTF8.GetString(Write(SampleModels.WithJury(SampleModels.Plain())));
        Assert.Contains(good, text, StringComparison.Ordinal);
        Assert.NotNull(Read(Encoding.UTF8.GetBytes(text)).Model.Jury);

        Assert.Throws<CorruptModelException>(() => Read(Encoding.UTF8.GetBytes(text.Replace(good, broken, StringComparison.Ordinal))));
    }

    /// <summary>Where segments come from, and what names say, is stored where it is known; the fingerprint depends on neither.</summary>
    [Fact]
    public void Write_ALineage_IsStoredAndNoPartOfTheFingerprint()
    {
        var plain = SampleModels.Plain(3);
        var trained = SampleModels.WithLineage(plain);

        Assert.StartsWith("{\n  \"formatVersion\": 7,\n", Encoding.UTF8.GetString(Write(trained)), StringComparison.Ordinal);
        ModelAssert.Same(trained, Read(Write(trained), trained.Report.Notices));
        Assert.Equal(plain.Model.Fingerprint(), trained.Model.Fingerprint());
        Assert.Null(Read(Write(plain)).Report.Lineage);
        foreach (var name in (string[])["lineage", "phrases"]) Assert.DoesNotContain(name, Encoding.UTF8.GetString(Write(plain)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"formatVersion\": 7", "\"formatVersion\": 6")] // Format 6 has neither.
    [InlineData("\"parent\": 7", "\"parent\": 0")]
    [InlineData("\"lastId\": 9", "\"lastId\": 2")] // Below the ids of the segments
    [InlineData("\"lastId\": 9", "\"lastId\": 7")] // Below one of the parent
    [InlineData("\"from\": 8", "\"from\": 0")]
    [InlineData("\"from\": 8", "\"from\": null")] // With a share
    [InlineData("\"share\": 0.75", "\"share\": 1.75")]
    [InlineData("\"status\": \"merged\"", "\"status\": \"gone\"")]
    [InlineData("\"retired\": [\n      8\n    ]", "\"retired\": [\n      3\n    ]")] // A segment that there is
    [InlineData("\"retired\": [\n      8\n    ]", "\"retired\": [\n      8,\n      8\n    ]")]
    [InlineData("\"id\": 1", "\"id\": 8")] // No segment
    [InlineData("\"before\": \"The", "\"beforehand\": \"The")]
    [InlineData("\"feature\": \"x\"", "\"feature\": \"y\"")]
    [InlineData("\"direction\": \"high\"", "\"direction\": \"\"")]
    public void Read_LineageBroken_Throws(string good, string broken)
    {
        var text = Encoding.UTF8.GetString(Write(SampleModels.WithLineage(SampleModels.Plain(3))));
        Assert.Contains(good, text, StringComparison.Ordinal);
        Assert.NotNull(Read(Encoding.UTF8.GetBytes(text)).Report.Lineage);

        Assert.Throws<CorruptModelException>(() => Read(Encoding.UTF8.GetBytes(text.Replace(good, broken, StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("\"formatVersion\": 4", "\"formatVersion\": 3")] // Format 3 has no notations.
    [InlineData("\"group\": \".\"", "\"group\": \",\"")] // The decimal sign
    [InlineData("\"group\": \".\"", "\"group\": \"..\"")]
    [InlineData("\"group\": \".\"", "\"group\": \"\"")]
    [InlineData("\"groupsOfTwo\": false", "\"groupsOfTwo\": true")] // Of points
    [InlineData("\"currency\": \"€\"", "\"currency\": \"\"")]
    [InlineData("\"negative\": \"brackets\"", "\"negative\": \"Brackets\"")]
    [InlineData("\"units\": \"unit\"", "\"units\": \"none\"")]
    [InlineData("\"unit\": \"/Monat\"", "\"unit\": null")]
    [InlineData("\"unit\": \"/Monat\"", "\"unit\": \"\"")]
    public void Read_NotationBroken_Throws(string good, string broken)
    {
        var text = Encoding.UTF8.GetString(Write(SampleModels.WithNotation(SampleModels.Plain(), SampleModels.Notation)));
        Assert.Contains(good, text, StringComparison.Ordinal);
        Assert.NotNull(Read(Encoding.UTF8.GetBytes(text)).Model.FeatureSet.Inputs[0].Notation);

        Assert.Throws<CorruptModelException>(() => Read(Encoding.UTF8.GetBytes(text.Replace(good, broken, StringComparison.Ordinal))));
    }

    [Fact]
    public void Read_PropertyLeftOut_Throws()
    {
        var whole = JsonNode.Parse(Write(SampleModels.Awkward()))!.AsObject();
        ModelAssert.Same(SampleModels.Awkward(), Read(Encoding.UTF8.GetBytes(whole.ToJsonString()), SampleModels.Awkward().Report.Notices));
        var properties = whole.Select(property => property.Key).ToArray();

        Assert.All(properties, property =>
        {
            var root = JsonNode.Parse(Write(SampleModels.Awkward()))!.AsObject();
            root.Remove(property);
            Assert.Throws<CorruptModelException>(() => Read(Encoding.UTF8.GetBytes(root.ToJsonString())));
        });
    }

    /// <summary>The records of Core that stand in the file are read as strictly as the file's own.</summary>
    [Theory]
    [InlineData("selection")]
    [InlineData("selection/candidates/0")]
    [InlineData("segments/0/statistics/0")]
    [InlineData("segments/0/distinguishing/0")]
    public void Read_PropertyOfAPartLeftOutOrUnknown_Throws(string path)
    {
        var properties = Part(JsonNode.Parse(Write(SampleModels.Awkward()))!).Select(property => property.Key).ToArray();
        Assert.NotEmpty(properties);

        Assert.All(properties, property => AssertRefused(part => part.Remove(property)));
        AssertRefused(part => part.Add("isHigh", true));
        AssertRefused(part => part.Add("hashCode", 1));

        JsonObject Part(JsonNode root) => path.Split('/').Aggregate(root, (node, part) => int.TryParse(part, out var index) ? node[index]! : node[part]!).AsObject();

        void AssertRefused(Action<JsonObject> change)
        {
            var root = JsonNode.Parse(Write(SampleModels.Awkward()))!;
            change(Part(root));
            Assert.Throws<CorruptModelException>(() => Read(Encoding.UTF8.GetBytes(root.ToJsonString())));
        }
    }

    [Fact]
    public void Read_AnyByteChangedOrCutOff_ThrowsNothingElse()
    {
        var bytes = Write(SampleModels.Awkward());
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < 3000; i++)
        {
            var broken = (byte[])bytes.Clone();
            broken[random.Next(broken.Length)] = (byte)random.Next(256);
            if (i % 3 == 0) broken = broken[..random.Next(broken.Length)];
            try
            {
                Read(broken).Model.Fingerprint();
            }
            catch (CorruptModelException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1500, 3000);
    }

    private static TrainedModel OfALog() => SampleModels.Plain(orders: new OrderOrigin(
        new DateTime(2011, 12, 10, 12, 50, 0), new OrderParts { Customer = "c", Date = "d", Amount = "a" }, "day-first"));

    private static byte[] Write(TrainedModel trained)
    {
        using var stream = new MemoryStream();
        ModelFormat.Write(trained, stream);
        return stream.ToArray();
    }

    private static TrainedModel Read(byte[] bytes, IReadOnlyList<Notice>? notices = null)
    {
        using var stream = new MemoryStream(bytes);
        return ModelFormat.Read(stream, notices ?? []);
    }
}
