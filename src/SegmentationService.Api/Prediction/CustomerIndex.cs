using System.IO.Hashing;
using CsvHelper;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;

namespace SegmentationService.Api.Prediction;

/// <summary>
/// Where the training customers of a version stand in its file, by their ids: of each a hash of four bytes, so that one is found in a moment, and only the piece of the file is read that it
/// stands in. Immutable.
/// </summary>
internal sealed class CustomerIndex
{
    private readonly CustomersPieces _pieces;
    private readonly uint[] _hashes;

    /// <summary>Of each piece the first customer that begins in it, and where in its text, or <see cref="CustomerIds.NoBegin"/>.</summary>
    private readonly (int Customer, int Offset)[] _begins;

    private CustomerIndex(CustomersPieces pieces, uint[] hashes, (int Customer, int Offset)[] begins, IReadOnlyList<string> columns) =>
        (_pieces, _hashes, _begins, Columns) = (pieces, hashes, begins, columns);

    /// <summary>The names of the columns of the file.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>What it takes, in bytes.</summary>
    public long Bytes => ((long)sizeof(uint) * _hashes.Length) + (2L * sizeof(long) * _begins.Length);

    /// <summary>Reads the file once. O(size of the text).</summary>
    /// <param name="file">The customers of the version.</param>
    /// <param name="customers">How many there are.</param>
    /// <param name="parallelism">Whose threads decompress.</param>
    /// <returns>Null where it cannot be read in pieces, since another program has compressed it.</returns>
    public static CustomerIndex? Of(FileStream file, int customers, Parallelism parallelism)
    {
        var ids = new CustomerIds(customers);
        if (CustomersPieces.Read(file, parallelism, ids.Add) is not { } pieces || !ids.End()) return null;
        return new CustomerIndex(pieces, ids.Hashes, [.. ids.Begins], HeaderOf(pieces.Text(file, 0)));
    }

    /// <summary>Finds a customer, the first with the id. O(customers), at some billions a second, and one or two pieces of the file.</summary>
    /// <param name="file">The same file.</param>
    /// <param name="id">The id as the table has it; the number of the row where it has none.</param>
    /// <returns>Null where there is none.</returns>
    public TrainedCustomer? Find(FileStream file, string id)
    {
        var wanted = CustomersPart.Written(id);
        var hash = HashOf(wanted);
        for (var place = Next(hash, 0); place >= 0; place = Next(hash, place + 1))
        {
            using var rows = RowsFrom(file, place);
            if (rows.Read() && TrainedCustomer.IsOf(rows, wanted)) return TrainedCustomer.Of(rows, Columns, place, isOnly: Next(hash, place + 1) < 0);
        }

        return null;
    }

    /// <summary>The hash of an id.</summary>
    /// <param name="utf8">As it stands in the file, without quotes.</param>
    public static uint HashOf(ReadOnlySpan<byte> utf8) => (uint)XxHash3.HashToUInt64(utf8);

    private int Next(uint hash, int from) => _hashes.AsSpan(from).IndexOf(hash) is var found and >= 0 ? from + found : -1;

    /// <summary>The rows of the file from that of a customer on, as far as its piece and the next ones that the row goes on in.</summary>
    private CsvReader RowsFrom(FileStream file, int place)
    {
        var piece = Array.FindLastIndex(_begins, begin => begin.Customer <= place && begin.Offset != CustomerIds.NoBegin);
        var text = new MemoryStream();
        text.Write(_pieces.Text(file, piece).Span[_begins[piece].Offset..]);
        for (var next = piece + 1; next < _pieces.Count; next++)
        {
            text.Write(_pieces.Text(file, next).Span);
            if (_begins[next].Offset != CustomerIds.NoBegin) break; // the last row of the piece has ended
        }

        text.Position = 0;
        var rows = CsvReader.Create(text, TrainedCustomer.CsvWithoutHeader);
        for (var before = _begins[piece].Customer; before < place && rows.Read(); before++)
        {
            // Rows of others.
        }

        return rows;
    }

    private static string[] HeaderOf(ReadOnlyMemory<byte> text)
    {
        using var stream = new MemoryStream(text.ToArray());
        using var rows = CsvReader.Create(stream, TrainedCustomer.Csv);
        rows.ReadHeader();
        return [.. rows.Headers];
    }
}
