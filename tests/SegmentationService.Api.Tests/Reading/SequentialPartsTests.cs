using SegmentationService.Api.Reading;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>Protects that customers read one after the other reach the sink, all, once, in order, and no part is too full.</summary>
public sealed class SequentialPartsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(20_000)]
    public void Next_AnyNumberOfCustomers_ReachTheSinkInOrder(int customers)
    {
        var sink = Sink();
        var parts = new SequentialParts(sink);

        for (var line = 1; line <= customers; line++) Add(parts.Next(), line);
        parts.End();

        Assert.Equal(Enumerable.Range(1, customers).Select(line => (long)line), sink.Lines);
    }

    [Fact]
    public void End_Twice_HandsOverOnce()
    {
        var sink = Sink();
        var parts = new SequentialParts(sink);
        Add(parts.Next(), 1);

        parts.End();
        parts.End();
        Add(parts.Next(), 2);
        parts.End();

        Assert.Equal([1, 2], sink.Lines);
    }

    private static RecordingSink Sink()
    {
        var sink = new RecordingSink();
        sink.Begin(RowUnit.Item);
        sink.AddColumn("a");
        return sink;
    }

    private static void Add(ICustomerPart part, long line)
    {
        part.BeginCustomer(line);
        part.Add(0, "1"u8);
        part.EndCustomer();
    }
}
