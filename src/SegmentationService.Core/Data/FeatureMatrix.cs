using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SegmentationService.Core.Data;

/// <summary>
/// n points of d features as float32, in blocks of <see cref="BlockSize"/> points; inside a block feature-major, so that a
/// vector load takes one feature of neighbouring points, and a block streams through the cache once.
/// </summary>
/// <remarks>
/// Value (i, f) stands at <c>(i / 64 * d + f) * 64 + i % 64</c>. The last block is padded with zeros: kernels run over whole
/// blocks and never need a remainder loop; what they compute for padding is ignored. Values beyond the length of an array lie in several, and those of a mapped file in
/// memory of somebody else.
/// </remarks>
public sealed unsafe class FeatureMatrix
{
    /// <summary>Points in a block: the widest vector (16 floats) four times.</summary>
    public const int BlockSize = 64;

    /// <summary>The values; null where they are too many for one array, or lie in memory of somebody else.</summary>
    private readonly float[]? _values;

    /// <summary>The values of <see cref="_blocksOfRun"/> blocks each, where they are too many for one array.</summary>
    private readonly float[][]? _runs;

    private readonly int _blocksOfRun;

    /// <summary>Where they lie in memory of somebody else.</summary>
    private readonly float* _place;

    /// <summary>Makes a matrix of zeros.</summary>
    /// <param name="count">n, at least 0.</param>
    /// <param name="features">d, at least 1.</param>
    public FeatureMatrix(int count, int features)
        : this(count, features, isZero: true, Array.MaxLength)
    {
    }

    private FeatureMatrix(int count, int features, bool isZero, int mostInArray)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        Count = count;
        Features = features;
        Blocks = (int)(((long)count + BlockSize - 1) / BlockSize);
        _blocksOfRun = Math.Max(1, mostInArray / (features * BlockSize));
        if (Blocks <= _blocksOfRun) _values = Room(Blocks);
        else _runs = [.. Enumerable.Range(0, (Blocks + _blocksOfRun - 1) / _blocksOfRun).Select(run => Room(Math.Min(_blocksOfRun, Blocks - (run * _blocksOfRun))))];

        float[] Room(int blocks) => isZero ? new float[blocks * features * BlockSize] : GC.AllocateUninitializedArray<float>(blocks * features * BlockSize);
    }

    private FeatureMatrix(int count, int features, float* place)
    {
        (Count, Features, Blocks) = (count, features, (int)(((long)count + BlockSize - 1) / BlockSize));
        _place = place;
    }

    /// <summary>A matrix of values that lie in memory of somebody else, who keeps it as long as the matrix is used; what stands there are its values.</summary>
    /// <param name="count">n, at least 0.</param>
    /// <param name="features">d, at least 1.</param>
    /// <param name="place">Where <see cref="BytesOf"/> bytes lie, on a border of four bytes.</param>
    public static FeatureMatrix At(int count, int features, nint place)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfZero(place);
        return new FeatureMatrix(count, features, (float*)place);
    }

    /// <summary>Makes a matrix of which every place will be written, the padding too: its memory is touched first by those who write it.</summary>
    internal static FeatureMatrix Unwritten(int count, int features) => new(count, features, isZero: false, Array.MaxLength);

    /// <summary>Makes a matrix of zeros in arrays of at most so many values.</summary>
    internal static FeatureMatrix InRuns(int count, int features, int mostInArray) => new(count, features, isZero: true, mostInArray);

    /// <summary>The number of points, n.</summary>
    public int Count { get; }

    /// <summary>The number of features, d.</summary>
    public int Features { get; }

    /// <summary>The number of blocks, the last one perhaps padded.</summary>
    public int Blocks { get; }

    /// <summary>What its values hold, in bytes.</summary>
    public long Bytes => BytesOf(Count, Features);

    /// <summary>What a matrix holds, in bytes.</summary>
    /// <param name="count">n.</param>
    /// <param name="features">d.</param>
    public static long BytesOf(int count, int features) => ((long)count + BlockSize - 1) / BlockSize * BlockSize * features * sizeof(float);

    /// <summary>One value. For tests and single points; kernels take blocks.</summary>
    /// <param name="point">0-based point.</param>
    /// <param name="feature">0-based feature.</param>
    public float this[int point, int feature]
    {
        get => Block(point / BlockSize)[(feature * BlockSize) + (point % BlockSize)];
        set => Block(point / BlockSize)[(feature * BlockSize) + (point % BlockSize)] = value;
    }

    /// <summary>The values of one block: d runs of 64 points.</summary>
    /// <param name="block">0-based block.</param>
    public Span<float> Block(int block) =>
        _values is null ? BlockElsewhere(block) : _values.AsSpan(block * Features * BlockSize, Features * BlockSize);

    /// <summary>How many points of a block are points and not padding.</summary>
    /// <param name="block">0-based block.</param>
    public int PointsIn(int block) => Math.Min(BlockSize, Count - (block * BlockSize));

    /// <summary>Copies the features of one point.</summary>
    /// <param name="point">0-based point.</param>
    /// <param name="destination">out: d values.</param>
    public void CopyPoint(int point, Span<float> destination)
    {
        var values = Block(point / BlockSize)[(point % BlockSize)..];
        for (var f = 0; f < Features; f++) destination[f] = values[f * BlockSize];
    }

    /// <summary>All points, one after the other. O(n d).</summary>
    public float[] ToRowMajor()
    {
        var values = new float[Count * Features];
        for (var point = 0; point < Count; point++) CopyPoint(point, values.AsSpan(point * Features, Features));
        return values;
    }

    /// <summary>Copies the points of a block to places in another matrix. O(64 d).</summary>
    /// <param name="source">The matrix that they are in.</param>
    /// <param name="block">0-based block of the source.</param>
    /// <param name="target">The matrix that they go to, of as many features.</param>
    /// <param name="places">in: for each point of the block, or the first of them, its 0-based place in the target.</param>
    internal static void CopyBlock(FeatureMatrix source, int block, FeatureMatrix target, ReadOnlySpan<int> places)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Features, source.Features);
        ref var from = ref MemoryMarshal.GetReference(source.Block(block));
        for (var i = 0; i < places.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)places[i], (uint)target.Count);
            ref var goal = ref Unsafe.Add(ref MemoryMarshal.GetReference(target.Block(places[i] / BlockSize)), places[i] % BlockSize);
            var (f, offset) = (source.Features, i);
            for (; f >= 4; f -= 4, offset += 4 * BlockSize)
            {
                Unsafe.Add(ref goal, offset - i) = Unsafe.Add(ref from, offset);
                Unsafe.Add(ref goal, offset - i + BlockSize) = Unsafe.Add(ref from, offset + BlockSize);
                Unsafe.Add(ref goal, offset - i + (2 * BlockSize)) = Unsafe.Add(ref from, offset + (2 * BlockSize));
                Unsafe.Add(ref goal, offset - i + (3 * BlockSize)) = Unsafe.Add(ref from, offset + (3 * BlockSize));
            }

            for (; f > 0; f--, offset += BlockSize) Unsafe.Add(ref goal, offset - i) = Unsafe.Add(ref from, offset);
        }
    }

    /// <summary>Makes the padding copies of the last point, so that kernels treat it alike.</summary>
    internal void FillUp()
    {
        if (Count % BlockSize == 0) return;
        var (block, last) = (Blocks - 1, (Count - 1) % BlockSize);
        for (var f = 0; f < Features; f++) Block(block).Slice((f * BlockSize) + last, BlockSize - last).Fill(Block(block)[(f * BlockSize) + last]);
    }

    /// <summary>Writes the features of one point.</summary>
    /// <param name="point">0-based point.</param>
    /// <param name="values">in: d values.</param>
    public void SetPoint(int point, ReadOnlySpan<float> values)
    {
        var place = Block(point / BlockSize)[(point % BlockSize)..];
        for (var f = 0; f < Features; f++) place[f * BlockSize] = values[f];
    }

    /// <summary>A matrix of some of the points.</summary>
    /// <param name="points">0-based points, in the order that they shall have.</param>
    public FeatureMatrix Select(ReadOnlySpan<int> points)
    {
        var selection = new FeatureMatrix(points.Length, Features);
        Span<float> values = new float[Features];
        for (var i = 0; i < points.Length; i++)
        {
            CopyPoint(points[i], values);
            selection.SetPoint(i, values);
        }

        return selection;
    }

    private Span<float> BlockElsewhere(int block)
    {
        if (_runs is not null) return _runs[block / _blocksOfRun].AsSpan(block % _blocksOfRun * Features * BlockSize, Features * BlockSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)Blocks);
        return new Span<float>(_place + ((long)block * Features * BlockSize), Features * BlockSize);
    }
}
