using SegmentationService.Core.Clustering.Search;

namespace SegmentationService.Core.Tests.Clustering.Search;

/// <summary>Protects that points are drawn from everywhere in a table.</summary>
public sealed class StretchSampleTests
{
    [Theory]
    [InlineData(10, 10)]
    [InlineData(25, 10)]
    [InlineData(2_000_000_000, 1_000)]
    public void Draw_AnySize_TakesOnePointOfEachStretch(int count, int size)
    {
        var drawn = StretchSample.Draw(count, size, seed: 3, stream: 1);

        Assert.Equal(size, drawn.Length);
        for (var i = 0; i < size; i++) Assert.InRange((long)drawn[i], (long)i * count / size, ((i + 1L) * count / size) - 1);
        Assert.Equal(drawn, StretchSample.Draw(count, size, seed: 3, stream: 1));
        if (size < count) Assert.NotEqual(drawn, StretchSample.Draw(count, size, seed: 3, stream: 2));
    }
}
