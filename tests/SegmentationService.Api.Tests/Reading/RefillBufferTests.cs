using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Tests.Reading;

public sealed class RefillBufferTests
{
    [Fact]
    public async Task Fill_NothingTaken_DoublesSoThatALongValueIsLookedAtLogTimes()
    {
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        using var buffer = new RefillBuffer(new ChunkedStream(bytes));

        var fills = 0;
        while (!buffer.IsFinal)
        {
            await buffer.FillAsync(1, CancellationToken.None);
            fills++;
        }

        Assert.Equal(bytes, buffer.Unread.ToArray());
        Assert.InRange(fills, 15, 25);
    }

    [Fact]
    public async Task Fill_SomeTaken_KeepsTheRestInOrder()
    {
        var bytes = new byte[200_000];
        new Random(2).NextBytes(bytes);
        using var buffer = new RefillBuffer(new ChunkedStream(bytes, seed: 3));
        var random = new Random(4);
        var taken = new List<byte>();

        while (!buffer.IsFinal)
        {
            await buffer.FillAsync(random.Next(1, 5000), CancellationToken.None);
            var count = buffer.IsFinal ? buffer.Unread.Length : random.Next(buffer.Unread.Length + 1);
            taken.AddRange(buffer.Unread[..count]);
            buffer.Advance(count);
        }

        Assert.Equal(bytes, taken);
    }

    [Fact]
    public async Task Fill_AtLeast_WaitsForSoMany()
    {
        using var buffer = new RefillBuffer(new ChunkedStream(new byte[100]));

        await buffer.FillAsync(60, CancellationToken.None);

        Assert.InRange(buffer.Unread.Length, 60, 66);
        Assert.False(buffer.IsFinal);
    }
}
