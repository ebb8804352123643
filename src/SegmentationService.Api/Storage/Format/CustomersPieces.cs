using System.Buffers;
using SegmentationService.Core;

namespace SegmentationService.Api.Storage.Format;

/// <summary>
/// The pieces that <see cref="CustomersStream"/> has compressed apart, found again in its file, so that some of the text can be read without all that comes before it. Immutable.
/// </summary>
internal sealed class CustomersPieces
{
    /// <summary>So many pieces are decompressed side by side for each thread.</summary>
    private const int PiecesPerThread = 4;

    /// <summary>Text can deflate to the bytes that a flush ends with: such a place is none of the end of a piece, and this many of them do not happen by chance.</summary>
    private const int MostFalseEnds = 64;

    private const int ReadBytes = 1 << 18;

    /// <summary>Where each piece begins in the file, and behind the last one where that ends.</summary>
    private readonly long[] _places;

    private CustomersPieces(long[] places) => _places = places;

    /// <summary>The number of pieces.</summary>
    public int Count => _places.Length - 1;

    /// <summary>Finds the pieces, and reads the text of each. O(size of the text); holds a few pieces.</summary>
    /// <param name="file">The file.</param>
    /// <param name="parallelism">Whose threads decompress.</param>
    /// <param name="take">Takes the text of each piece, in their order, on the calling thread.</param>
    /// <returns>Null where the file has been compressed by another program, perhaps after some pieces were taken.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static CustomersPieces? Read(FileStream file, Parallelism parallelism, Action<ReadOnlyMemory<byte>> take)
    {
        if (Ends(file, parallelism.Cancellation) is not { Count: > 1 } places) return null;
        var texts = new byte[Math.Max(1, parallelism.Threads) * PiecesPerThread][];
        for (var i = 0; i < texts.Length; i++) texts[i] = ArrayPool<byte>.Shared.Rent(CustomersStream.BlockSize + 1);
        try
        {
            var lengths = new int[texts.Length];
            var falseEnds = 0;
            for (var first = 0; first < places.Count - 1;)
            {
                var (begin, count) = (first, Math.Min(texts.Length, places.Count - 1 - first));
                parallelism.For(count, i => lengths[i] = Decompress(file, places[begin + i], places[begin + i + 1], texts[i]));
                for (var i = 0; i < count; i++)
                {
                    if (lengths[i] == CustomersStream.BlockSize || (lengths[i] is > 0 and < CustomersStream.BlockSize && first == places.Count - 2))
                    {
                        take(texts[i].AsMemory(0, lengths[i]));
                        first++;
                        continue;
                    }

                    if (first == places.Count - 2 || ++falseEnds > MostFalseEnds) return null;
                    places.RemoveAt(first + 1);
                    break;
                }
            }

            return new CustomersPieces([.. places]);
        }
        finally
        {
            foreach (var text in texts) ArrayPool<byte>.Shared.Return(text);
        }
    }

    /// <summary>Reads the text of one piece.</summary>
    /// <param name="file">The same file.</param>
    /// <param name="piece">From 0 to <see cref="Count"/> - 1.</param>
    /// <returns>The text.</returns>
    /// <exception cref="CorruptModelException">It is another file.</exception>
    public ReadOnlyMemory<byte> Text(FileStream file, int piece)
    {
        var text = new byte[CustomersStream.BlockSize];
        return Decompress(file, _places[piece], _places[piece + 1], text) is var length and > 0
            ? text.AsMemory(0, length)
            : throw new CorruptModelException($"{CustomersPart.FileName} has changed while it was read.");
    }

    /// <summary>The text of what may be a piece; less than nothing where it is none.</summary>
    private static int Decompress(FileStream file, long begin, long end, Span<byte> text)
    {
        if (end - begin > 2 * CustomersStream.BlockSize) return -1; // what cannot be compressed hardly grows
        var deflated = ArrayPool<byte>.Shared.Rent((int)(end - begin));
        try
        {
            var bytes = deflated.AsSpan(0, (int)(end - begin));
            return ReadWhole(file, bytes, begin) ? GzipBlock.Decompress(bytes, text) : -1;
        }
        catch (InvalidDataException)
        {
            return -1;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(deflated);
        }
    }

    /// <summary>Where pieces may begin or end, that of the first and the last one included; null where the file is none of the store.</summary>
    private static List<long>? Ends(FileStream file, CancellationToken cancellation)
    {
        var last = file.Length - GzipBlock.EndSize;
        var buffer = new byte[ReadBytes];
        if (last <= GzipBlock.BeginningSize || !ReadWhole(file, buffer.AsSpan(0, GzipBlock.BeginningSize), 0) || !GzipBlock.IsBeginning(buffer.AsSpan(0, GzipBlock.BeginningSize))) return null;
        List<long> places = [GzipBlock.BeginningSize];
        for (long at = GzipBlock.BeginningSize; at < last;)
        {
            cancellation.ThrowIfCancellationRequested();
            var bytes = buffer.AsSpan(0, (int)Math.Min(buffer.Length, last - at));
            if (!ReadWhole(file, bytes, at)) return null;
            for (var from = 0; bytes[from..].IndexOf(GzipBlock.Flush) is var found and >= 0;)
            {
                from += found + GzipBlock.Flush.Length;
                places.Add(at + from);
            }

            // An end may lie across two readings.
            at += bytes.Length == last - at ? bytes.Length : bytes.Length - GzipBlock.Flush.Length + 1;
        }

        return places[^1] == last ? places : null;
    }

    private static bool ReadWhole(FileStream file, Span<byte> bytes, long at)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(file.SafeFileHandle, bytes, at);
            if (read == 0) return false;
            bytes = bytes[read..];
            at += read;
        }

        return true;
    }
}
