using System.Buffers.Binary;
using System.Collections.Concurrent;
using SegmentationService.Core;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster.Tests;

/// <summary>Parts of <see cref="MadePoints"/>: a description is the number of the first point and how many follow. Tells which are held.</summary>
internal sealed class MadeParts : IPartHolders
{
    private readonly ConcurrentDictionary<Holder, int> _open = [];

    /// <summary>The first points of the parts that are held, ascending.</summary>
    public IEnumerable<int> Held => _open.Values.Order();

    /// <summary>One part after the other.</summary>
    public static PartSource[] Of(params int[] sizes) => [.. sizes.Select((size, p) => Source(p, sizes[..p].Sum(), size))];

    public static PartSource Source(int number, int first, int count)
    {
        var description = new byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(description, first);
        BinaryPrimitives.WriteInt32LittleEndian(description.AsSpan(sizeof(int)), count);
        return new PartSource(number, description);
    }

    /// <summary>Told what a part is asked before it answers; null where nobody listens.</summary>
    public Action<PointQuestion>? Answering { get; set; }

    public long FreeBytes { get; set; } = 1L << 30;

    public long Bytes => 1L << 40;

    public IPartHolder Open(byte[] description)
    {
        if (description.Length != 2 * sizeof(int)) throw new InvalidDataException("This describes no part.");
        var first = BinaryPrimitives.ReadInt32LittleEndian(description);
        var holder = new Holder(this, MadePoints.Of(first, BinaryPrimitives.ReadInt32LittleEndian(description.AsSpan(sizeof(int)))));
        _open[holder] = first;
        return holder;
    }

    private sealed class Holder(MadeParts all, Core.Data.FeatureMatrix points) : IPartHolder
    {
        private readonly PointsHolder _points = new(new PointsInMemory(points, Parallelism.None), Parallelism.None);

        public byte[] Answer(byte[] question, CancellationToken cancellation)
        {
            if (question.Length == 0) throw new InvalidOperationException("A fault.");
            if (question.Length > 1) all.Answering?.Invoke((PointQuestion)question[1]);
            return _points.Answer(question);
        }

        public void Dispose() => all._open.TryRemove(this, out _);
    }
}
