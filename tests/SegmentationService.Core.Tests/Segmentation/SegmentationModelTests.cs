using SegmentationService.Core.Clustering.Jury;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects the fingerprint: equal for models that predict the same, and different as soon as any part of prediction is.</summary>
public sealed class SegmentationModelTests
{
    private static readonly ColumnParts Parts = new() { Recency = "a", Frequency = "b", Monetary = "c", Tenure = "d" };

    private static readonly InputColumn[] Inputs = [new("a", 1), new("b", 2), new("c", 3), new("d", 4)];

    private static readonly Feature First = new() { Name = "a", Source = "a", Transform = Transform.Log1p, Min = 1, Max = 9, LowerFence = 0, UpperFence = 5, Center = 2, Scale = 3 };

    private static readonly Feature Second = new() { Name = "b", Source = "b", Min = 2, Max = 8, Center = 4, Scale = 5 };

    public static TheoryData<string> Changes => [.. Changed.Keys];

    private static Dictionary<string, SegmentationModel> Changed => new()
    {
        ["input name"] = Model(inputs: [.. Inputs[..3], new("e", 4)], parts: Parts with { Tenure = "e" }),
        ["input median"] = Model(inputs: [new("a", 1.5), .. Inputs[1..]]),
        ["one input more"] = Model(inputs: [.. Inputs, new("e", 5)]),
        ["order of the inputs"] = Model(inputs: [.. Inputs.Reverse()]),
        ["recency"] = Model(parts: Parts with { Recency = "b" }),
        ["frequency"] = Model(parts: Parts with { Frequency = "c" }),
        ["monetary"] = Model(parts: Parts with { Monetary = "d" }),
        ["tenure"] = Model(parts: Parts with { Tenure = null }),
        ["feature"] = Model(First with { Name = "c" }),
        ["order of the features"] = Model(Second, First),
        ["transform"] = Model(First with { Transform = Transform.SignedLog1p }),
        ["smallest value"] = Model(First with { Min = 0.5 }),
        ["largest value"] = Model(First with { Max = 9.5 }),
        ["lower fence"] = Model(First with { LowerFence = -0.5 }),
        ["no lower fence"] = Model(First with { LowerFence = null }),
        ["upper fence"] = Model(First with { UpperFence = 5.5 }),
        ["centre"] = Model(First with { Center = Math.BitIncrement(2.0) }),
        ["scale"] = Model(First with { Scale = Math.BitIncrement(3.0) }),
        ["centroid"] = Model(centroids: [[0, MathF.BitIncrement(1)], [2, 3]]),
        ["order of the segments"] = Model(centroids: [[2, 3], [0, 1]]),
        ["one segment more"] = Model(centroids: [[0, 1], [2, 3], [4, 5]]),
        ["temperature"] = Model(temperature: 1.5),
        ["radius"] = Model(radius: 7.5),
    };

    [Fact]
    public void Fingerprint_EqualModels_AreEqualAndWellFormed()
    {
        Assert.Equal(Model().Fingerprint(), Model().Fingerprint());
        Assert.Matches("^sha256:[0-9a-f]{64}$", Model().Fingerprint());
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Fingerprint_AnyPartOfPredictionChanged_IsAnother(string change) =>
        Assert.NotEqual(Model().Fingerprint(), Changed[change].Fingerprint());

    [Fact]
    public void Fingerprint_AllChanges_DifferFromEachOther() =>
        Assert.Equal(Changed.Count, Changed.Values.Select(model => model.Fingerprint()).Distinct().Count());

    [Fact]
    public void Fingerprint_AnyPartOfAnEncodedColumn_Counts()
    {
        var models = new[]
        {
            Encoded(["A", "B"], "B"), Encoded(["A", "B"], "A"), Encoded(["B", "A"], "B"), Encoded(["A", "B", "C"], "B"), Encoded(["A", "b"], "A"), Encoded(["AB"], "AB"),
            SmallModel.Of([new("a", 0)], [First with { Name = "a" }], new ColumnParts(), [[0], [2]]),
        };

        Assert.Equal(models.Length, models.Select(model => model.Fingerprint()).Distinct().Count());
        Assert.Equal(models[0].Fingerprint(), Encoded(["A", "B"], "B").Fingerprint());

        static SegmentationModel Encoded(string[] values, string value) =>
            SmallModel.Of([new("a", 0, new CategoryValues(values))], [First with { Name = "a=", Source = "a", Value = value }], new ColumnParts(), [[0], [2]]);
    }

    /// <summary>A model without a jury has the fingerprint that it had before there were any; each vote that may be cast otherwise makes another.</summary>
    [Fact]
    public void Fingerprint_AnyPartOfAJury_Counts()
    {
        var models = new[] { Model(), Judged(16, 1), Judged(64, 1), Judged(16, MathF.BitIncrement(1)) };

        Assert.Equal(models.Length, models.Select(model => model.Fingerprint()).Distinct().Count());
        Assert.Equal(models[1].Fingerprint(), Judged(16, 1).Fingerprint());

        static SegmentationModel Judged(int jurors, float last)
        {
            var model = Model();
            return new SegmentationModel
            {
                FeatureSet = model.FeatureSet,
                Centroids = model.Centroids,
                Temperature = model.Temperature,
                Segments = model.Segments,
                Jury = new Jurors([.. Enumerable.Range(0, jurors).Select(juror => (float[])[0, 1, 2, juror == jurors - 1 ? last : 1])], 2),
            };
        }
    }

    [Fact]
    public void Fingerprint_WhatPredictionDoesNotNeed_DoesNotCount()
    {
        var told = SmallModel.Of(Inputs, [First with { Missing = 3, Clipped = 4, Median = 8, Source = "elsewhere" }, Second], Parts, [[0, 1], [2, 3]], 1, 7, name: "Other");

        Assert.Equal(Model().Fingerprint(), told.Fingerprint());
    }

    private static SegmentationModel Model(
        Feature? first = null, Feature? second = null, InputColumn[]? inputs = null, ColumnParts? parts = null, double[][]? centroids = null, double temperature = 1, double radius = 7) =>
        SmallModel.Of(inputs ?? Inputs, [first ?? First, second ?? Second], parts ?? Parts, centroids ?? [[0, 1], [2, 3]], temperature, radius);
}
