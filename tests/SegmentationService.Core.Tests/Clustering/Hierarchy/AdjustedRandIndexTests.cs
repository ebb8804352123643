using SegmentationService.Core.Clustering.Hierarchy;

namespace SegmentationService.Core.Tests.Clustering.Hierarchy;

/// <summary>Protects the index by which cuts are compared: it is that of scikit-learn.</summary>
public sealed class AdjustedRandIndexTests
{
    [Fact]
    public void Of_Labels_IsThatOfScikitLearn()
    {
        // sklearn.metrics.adjusted_rand_score of the two.
        Assert.Equal(0.20454545454545456, AdjustedRandIndex.Of([0, 0, 0, 1, 1, 1, 2, 2, 2, 2], 3, [0, 0, 1, 1, 1, 2, 2, 2, 2, 0], 3), 1e-15);
    }

    [Fact]
    public void Of_TheSameUnderOtherNumbers_IsOne() => Assert.Equal(1, AdjustedRandIndex.Of([0, 0, 1, 2], 3, [2, 2, 0, 1], 3), 1e-15);

    [Fact]
    public void Of_TwoThatCannotDiffer_IsOne()
    {
        Assert.Equal(1, AdjustedRandIndex.Of([0, 0, 0], 1, [0, 0, 0], 1));
        Assert.Equal(1, AdjustedRandIndex.Of([0], 1, [0], 1));
    }

    [Fact]
    public void Of_OneClusterAndTwo_IsZero() => Assert.Equal(0, AdjustedRandIndex.Of([0, 0, 0, 0], 1, [0, 0, 1, 1], 2));
}
