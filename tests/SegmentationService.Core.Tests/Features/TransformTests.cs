using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects the transforms: exact where they are known, invertible, increasing, and chosen only where they help.</summary>
public sealed class TransformTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.69314718055994531)] // ln 2
    [InlineData(1.7182818284590452, 1)] // e - 1
    [InlineData(1e-10, 9.9999999995e-11)] // x - x^2 / 2
    [InlineData(999_999, 13.815510557964274)] // 6 ln 10
    public void Apply_Log1p_IsTheNaturalLogarithmOfOnePlusX(double value, double expected)
    {
        Assert.Equal(expected, Transform.Log1p.Apply(value), 1e-15 * Math.Max(expected, 1e-10));
        Assert.Equal(expected, Transform.SignedLog1p.Apply(value), 1e-15 * Math.Max(expected, 1e-10));
        Assert.Equal(-expected, Transform.SignedLog1p.Apply(-value), 1e-15 * Math.Max(expected, 1e-10));
    }

    [Theory]
    [InlineData(Transform.None)]
    [InlineData(Transform.Log1p)]
    [InlineData(Transform.SignedLog1p)]
    public void Invert_WhatApplyGave_IsTheValueAgain(Transform transform)
    {
        // log1p of 1e60 is 138, in which the last digit is worth 3e-14 of the value.
        foreach (var size in (double[])[0, 1e-300, 1e-20, 1e-8, 0.3, 1, 77, 1e6, 1.7e9, 1e30, 1e60])
        {
            foreach (var value in (double[])[size, -size])
                Assert.Equal(value, transform.Invert(transform.Apply(value)), 1e-13 * size);
        }
    }

    [Theory]
    [InlineData(Transform.Log1p)]
    [InlineData(Transform.SignedLog1p)]
    public void Apply_LargerValues_GiveLargerResults(Transform transform)
    {
        double[] ascending = [-1e60, -1e9, -2, -1, -0.5, -1e-9, 0, 1e-9, 0.5, 1, 2, 1e9, 1e60];
        var transformed = ascending.Select(value => transform.Apply(value)).ToArray();

        for (var i = 1; i < transformed.Length; i++) Assert.True(transformed[i] > transformed[i - 1], $"At {ascending[i]}.");
    }

    [Fact]
    public void Choose_PowersOfTwoLessOne_TakesTheLog()
    {
        // Skewness 12,282 / 451^1.5 = 1.28; the logs are 0 to 6 times ln 2, which is symmetric: skewness 0.
        Assert.Equal(Transform.Log1p, TransformFunctions.Choose(TransformMethod.Auto, [0, 1, 3, 7, 15, 31, 63]));
    }

    [Fact]
    public void Choose_TheSameWithANegativeValue_TakesTheSignedLog() =>
        Assert.Equal(Transform.SignedLog1p, TransformFunctions.Choose(TransformMethod.Auto, [-1, 0, 1, 3, 7, 15, 31, 63]));

    [Fact]
    public void Choose_ModeratelySkewed_TakesNone()
    {
        // Mean 2.75, second moment 7.1875, third 12.66: skewness 0.66.
        Assert.Equal(Transform.None, TransformFunctions.Choose(TransformMethod.Auto, [0, 1, 3, 7]));
    }

    [Fact]
    public void Choose_SkewedToTheLeft_TakesNone() =>
        Assert.Equal(Transform.None, TransformFunctions.Choose(TransformMethod.Auto, [0, 62, 60, 56, 48, 32, 63]));

    [Fact]
    public void Choose_LogWouldOvershoot_TakesNone()
    {
        // 20 zeros among values of some 1,000: the skewness is above 1 because of one giant; the log would make the zeros the
        // outliers, with a skewness below -2.
        double[] values = [.. Enumerable.Repeat(0.0, 4), .. Enumerable.Range(0, 60).Select(i => 1000.0 + (i % 7)), 2800];

        Assert.Equal(Transform.None, TransformFunctions.Choose(TransformMethod.Auto, values));
    }

    [Fact]
    public void Choose_TwoValuesOnly_TakesNoneSinceALogCannotHelp()
    {
        // Two values stay two values: the skewness (1 - 2p) / sqrt(p q) is that of their shares whatever is done to them.
        for (var ones = 1; ones < 50; ones++)
        {
            double[] values = [.. Enumerable.Range(0, 100).Select(i => i < ones ? 1.0 : 0)];
            Assert.Equal(Transform.None, TransformFunctions.Choose(TransformMethod.Auto, values));
        }
    }

    [Fact]
    public void Choose_MethodGiven_IsFollowed()
    {
        double[] skewed = [0, 1, 3, 7, 15, 31, 63];

        Assert.Equal(Transform.None, TransformFunctions.Choose(TransformMethod.None, skewed));
        Assert.Equal(Transform.Log1p, TransformFunctions.Choose(TransformMethod.Log1p, [1, 2, 3]));
        Assert.Equal(Transform.SignedLog1p, TransformFunctions.Choose(TransformMethod.Log1p, [-1, 2, 3]));
    }

    [Theory]
    [InlineData(1e60)]
    [InlineData(1e-200)]
    public void Choose_ExtremeSizes_DoesNotFail(double size) =>
        Assert.True(Enum.IsDefined(TransformFunctions.Choose(TransformMethod.Auto, [0, 0, 0, 0, 0, 0, size, -size, 10 * size / 10])));
}
