using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Tests.Storage.Format;

/// <summary>Protects that names come in by import no longer than by a table: each is written in every answer.</summary>
public sealed class ModelNamesTests
{
    [Theory]
    [InlineData(256, 256, 100, true)]
    [InlineData(257, 257, 100, false)]
    [InlineData(1, 400, 100, false)]
    [InlineData(1, 1, 3_000, false)]
    public void CheckNames_Lengths_AreThoseOfATable(int input, int feature, int segment, bool isAllowed)
    {
        var (name, encoded) = (new string('i', input), new string('f', feature));
        var set = new FeatureSet(
            [new InputColumn(name, 0, new CategoryValues(["a", "b"]))],
            [new Feature { Name = encoded, Source = name, Value = "a", Center = 0, Scale = 1 }],
            new ColumnParts());
        var model = new SegmentationModel { FeatureSet = set, Centroids = new FeatureMatrix(1, 1), Temperature = 1, Segments = [new Segment(1, new string('s', segment), 1)] };

        if (isAllowed) ModelRules.CheckNames(model);
        else Assert.Contains("allowed is at most", Assert.Throws<CorruptModelException>(() => ModelRules.CheckNames(model)).Message, StringComparison.Ordinal);
    }
}
