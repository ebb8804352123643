using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster.Tests;

/// <summary>Protects that a part is dealt by its number, and that parts of other descriptions are other parts.</summary>
public sealed class PartKeyTests
{
    [Fact]
    public void Of_APart_TellsItsNumberAndNotWhatMakesIt()
    {
        var key = PartKey.Of(new PartSource(240, "customers/2026.parquet"u8.ToArray()));

        Assert.Equal(240, PartKey.NumberIn(key));
        Assert.DoesNotContain("customers", key, StringComparison.Ordinal);
        Assert.Equal(key, PartKey.Of(new PartSource(240, "customers/2026.parquet"u8.ToArray())));
        Assert.NotEqual(key, PartKey.Of(new PartSource(240, "customers/2027.parquet"u8.ToArray())));
        Assert.NotEqual(key, PartKey.Of(new PartSource(24, "customers/2026.parquet"u8.ToArray())));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("x-1")]
    [InlineData("99999999999-1")]
    public void NumberIn_WhatIsNoKey_IsZero(string key) => Assert.Equal(0, PartKey.NumberIn(key));
}
