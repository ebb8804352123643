using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>
/// Protects that a body is read as a stream: what the reading itself takes does not grow with the body. The bodies arrive without waiting, so all of it happens on
/// the test's own thread, whose allocations are counted.
/// </summary>
public sealed class BodyMemoryTests
{
    private const int MostAllocated = 1 << 20;

    [Theory]
    [InlineData(20_000)]
    [InlineData(300_000)]
    public void Read_JsonListOfManyObjects_TakesTheMemoryOfABuffer(int objects)
    {
        var sink = new CountingSink();

        var allocated = Allocated(() => Read(Bodies.Of(new ListOfObjects(objects), Bodies.Json), sink, new ReadingOptions()));

        Assert.Equal(objects, sink.Customers);
        Assert.InRange(allocated, 1, MostAllocated);
    }

    [Theory]
    [InlineData("gzip", Bodies.Lines, "{\"a\":1}\n")]
    [InlineData("br", Bodies.Lines, "{\"a\":1}\n")]
    [InlineData("gzip", Bodies.Json, "          ")]
    [InlineData("br", Bodies.Json, "          ")]
    public void Read_Bomb_StopsAtTheLimitInTheMemoryOfABuffer(string coding, string type, string repeated)
    {
        var limits = new ReadingOptions { MaxDecompressedBytes = 20_000_000 };
        var bomb = Bodies.Compress(Bodies.Utf8(string.Concat(Enumerable.Repeat(repeated, 60_000_000 / repeated.Length))), coding);
        Assert.True(bomb.Length < 1_000_000);
        BodyTooLargeException? problem = null;

        var allocated = Allocated(() => problem = Assert.Throws<BodyTooLargeException>(
            () => Read(Bodies.Of(new MemoryStream(bomb), type, coding), new CountingSink(), limits)));

        Assert.Equal(20_000_000, problem!.LimitBytes);
        Assert.InRange(allocated, 1, MostAllocated);
    }

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Read(TableBody body, ICustomerSink sink, ReadingOptions limits)
    {
        var reading = CustomerBody.ReadAsync(body, sink, limits, Parallelism.None).AsTask();
        Assert.True(reading.IsCompleted, "The reading went on on another thread.");
        reading.GetAwaiter().GetResult();
    }

    /// <summary>Counts and keeps nothing.</summary>
    private sealed class CountingSink : ICustomerSink
    {
        public long Customers { get; private set; }

        public void Begin(RowUnit unit)
        {
        }

        public int AddColumn(string name) => 0;

        public void EndHeader()
        {
        }

        public int FindOrAddColumn(string name) => 0;

        public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ICustomerPart BeginPart(int maxCustomers) => new Part();

        public void EndPart(ICustomerPart part) => Customers += ((Part)part).Customers;

        private sealed class Part : ICustomerPart
        {
            public int Customers { get; private set; }

            public void Add(long line, CsvRow row) => Customers++;

            public void BeginCustomer(long line)
            {
            }

            public void Add(int column, ReadOnlySpan<byte> utf8Cell)
            {
            }

            public void AddNumber(int column, ReadOnlySpan<byte> utf8Number)
            {
            }

            public void Add(int column, double value)
            {
            }

            public void Skip()
            {
            }

            public void EndCustomer() => Customers++;
        }
    }

    /// <summary>A JSON list of equal objects that is made while it is read.</summary>
    private sealed class ListOfObjects(int objects) : ForwardStream
    {
        private static readonly byte[] Object = "{\"recency\":12,\"frequency\":\"3\",\"monetary\":1234.5,\"note\":null},\n "u8.ToArray();

        private int _left = objects;
        private bool _isOpen;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var length = 0;
            if (!_isOpen)
            {
                buffer.Span[length++] = (byte)'[';
                _isOpen = true;
            }

            for (; _left > 0 && buffer.Length - length >= Object.Length; _left--)
            {
                Object.CopyTo(buffer.Span[length..]);
                length += Object.Length;
                if (_left > 1) continue;

                // After the last one the list ends, where others have a comma.
                buffer.Span[length - 3] = (byte)']';
            }

            return ValueTask.FromResult(length);
        }
    }
}
