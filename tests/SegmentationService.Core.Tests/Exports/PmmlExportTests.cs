using System.Xml.Linq;
using SegmentationService.Core.Exports;
using SegmentationService.Core.Features;
using Xunit.Abstractions;

namespace SegmentationService.Core.Tests.Exports;

/// <summary>Protects the PMML: what follows the specification answers for every customer what the model answers, golden customers included.</summary>
public sealed class PmmlExportTests(ITestOutputHelper output)
{
    /// <summary>The children that the schema of PMML 4.4 allows an element, in the order that it asks for.</summary>
    private static readonly Dictionary<string, string[]> Children = new()
    {
        ["PMML"] = ["Header", "DataDictionary", "TransformationDictionary", "MiningModel"],
        ["MiningModel"] = ["MiningSchema", "Output", "Segmentation", "ModelVerification"],
        ["Segment"] = ["True", "ClusteringModel"],
        ["ClusteringModel"] = ["MiningSchema", "Output", "ComparisonMeasure", "ClusteringField", "Cluster"],
        ["ModelVerification"] = ["VerificationFields", "InlineTable"],
    };

    [Theory]
    [ExportedSets]
    public void Write_EveryCustomer_IsAnsweredAsByTheModel(string name)
    {
        var set = ExportedSet.Of(name);
        var evaluator = new PmmlEvaluator(XDocument.Load(new MemoryStream(PmmlExport.Write(set.Exported))));

        var found = set.Rows.Select(row => evaluator.Answer(i => row[i].Length == 0 ? null : PmmlEvaluator.Parsed(row[i], evaluator.TypeOf(i)))).ToArray();

        output.WriteLine($"pmml, {name}: {ExportAnswer.AssertSame(set.Expected, found)}");
        var golden = evaluator.Verify().ToArray();
        Assert.Equal(set.Exported.Golden.Count, golden.Length);
        ExportAnswer.AssertSame([.. golden.Select(row => row.Expected)], [.. golden.Select(row => row.Found)]);
    }

    [Fact]
    public void Write_TheMadeCustomers_HasTheOrderOfTheSchema()
    {
        var document = XDocument.Load(new MemoryStream(PmmlExport.Write(ExportedSet.Of("made").Exported)));

        foreach (var element in document.Descendants().Where(element => Children.ContainsKey(element.Name.LocalName)))
        {
            var allowed = Children[element.Name.LocalName];
            var found = element.Elements().Select(child => Array.IndexOf(allowed, child.Name.LocalName)).ToArray();
            Assert.DoesNotContain(-1, found);
            Assert.Equal(found.Order(), found);
            Assert.Equal(allowed.Length, found.Distinct().Count());
        }

        // Whatever is referred to is a field that stands before it.
        var known = document.Descendants().Where(element => element.Name.LocalName is "DataField" or "DerivedField" or "OutputField").Select(element => element.Attribute("name")!.Value).ToArray();
        Assert.Equal(known.Length, known.Distinct().Count());
        Assert.Subset(known.ToHashSet(), document.Descendants().Where(element => element.Name.LocalName is "FieldRef" or "ClusteringField" or "NormDiscrete" or "VerificationField").Select(element => element.Attribute("field")!.Value).ToHashSet());
    }

    [Theory]
    [InlineData("distance", "'distance'")]
    [InlineData("a\u0001b", "control character")]
    public void Write_NameThatXmlCannotTell_IsRefused(string column, string words)
    {
        var model = Segmentation.SmallModel.Of([new InputColumn(column, 0)], [Segmentation.SmallModel.Plain with { Name = column }], new ColumnParts(), [[0], [1]]);

        Assert.Contains(words, Assert.Throws<InexpressibleModelException>(() => PmmlExport.Write(new ExportedModel(model, "odd", 1))).Message, StringComparison.Ordinal);
    }
}
