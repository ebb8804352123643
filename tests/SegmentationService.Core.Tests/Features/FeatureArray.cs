using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>A part of the values of a feature, whoever holds it: nothing is remembered from one question to the next.</summary>
/// <param name="values">Its values.</param>
/// <param name="present">Those that were not filled in.</param>
internal sealed class FeatureArray(double[] values, double[] present) : IFeatureValues
{
    public int Present => present.Length;

    public bool HasFilled => present.Length < values.Length;

    private FeatureSpan Span => new(values, present, new double[values.Length]);

    public OrderStatistics Order(bool ofAll) => Span.Order(ofAll);

    public MeanSum SumOf(Feature form, bool ofAll) => Span.SumOf(form, ofAll);

    public Moments MomentsOf(Feature form, bool ofAll, MeanSum sum, bool withCubes) => Span.MomentsOf(form, ofAll, sum, withCubes);

    public int CountClipped(Feature form) => Span.CountClipped(form);
}
