using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects the arithmetic that training and prediction share: transform, then fences, then centre and scale.</summary>
public sealed class FeatureTests
{
    private static readonly Feature Clipped = new()
    {
        Name = "x",
        Source = "x",
        Min = -5,
        Max = 30,
        LowerFence = -9,
        UpperFence = 19,
        Center = 5,
        Scale = 2,
    };

    [Theory]
    [InlineData(5, 0)]
    [InlineData(8, 1.5)]
    [InlineData(19, 7)]
    [InlineData(1e30, 7)] // The upper fence
    [InlineData(-1e30, -7)] // The lower fence
    public void Prepare_Clipped_ByHand(double value, float expected) => Assert.Equal(expected, Clipped.Prepare(value));

    [Theory]
    [InlineData(-5, false)]
    [InlineData(-8, false)] // Outside the range, inside the fences
    [InlineData(-10, true)]
    [InlineData(25, false)] // Outside the fences, inside the range
    [InlineData(30, false)]
    [InlineData(31, true)]
    public void IsOutlier_OutsideFencesAndRange_BothAreNeeded(double value, bool expected) => Assert.Equal(expected, Clipped.IsOutlier(value));

    [Fact]
    public void IsOutlier_WithoutFences_Never() =>
        Assert.False((Clipped with { LowerFence = null, UpperFence = null }).IsOutlier(1e60));

    [Fact]
    public void Prepare_Logarithm_FencesAreOfTheTransformedValue()
    {
        // ln(1 + x) clipped to 2, then (2 - 1) / 0.5.
        var feature = new Feature { Name = "x", Source = "x", Transform = Transform.Log1p, LowerFence = 0, UpperFence = 2, Center = 1, Scale = 0.5 };

        Assert.Equal(2, feature.Prepare(1e9));
        Assert.Equal(-2, feature.Prepare(0));
        Assert.Equal((float)((Math.Log(1 + 3) - 1) / 0.5), feature.Prepare(3));
        Assert.Equal(3, feature.Restore((Math.Log(1 + 3) - 1) / 0.5), 1e-12);
    }

    [Fact]
    public void Prepare_FarBeyondTraining_StaysSoSmallThatItsSquareIsAFloat()
    {
        var feature = new Feature { Name = "x", Source = "x", Center = 0, Scale = 1e-300 };

        foreach (var value in (double[])[1e60, -1e60])
            Assert.True(float.IsFinite(4 * feature.Prepare(value) * feature.Prepare(value)));
    }
}
