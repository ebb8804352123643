using System.Globalization;
using System.IO.Compression;
using System.Text;
using SegmentationService.Core;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Storage.Format;

/// <summary>
/// Reads the customers of a version that comes from elsewhere once, as the text that it is given out as: the header, which may have further columns after those that
/// are always there, a row for each customer that the model was trained on, as many cells in each, and a segment that the model has.
/// </summary>
/// <param name="model">The model that they belong to.</param>
internal sealed class CustomersCheck(SegmentationModel model)
{
    private const int SegmentCell = 1;
    private const int BufferSize = 1 << 16;

    /// <summary>More than a row has beside the id and the name of the segment: numbers, commas, and the line feed.</summary>
    private const int MostBytesBesideText = 200;

    private const int LongestHeader = 1 << 10;
    private const string Columns = "id,segment,name,confidence,distance,outlier";

    private readonly long _customers = model.Customers;
    private readonly HashSet<long> _segments = [.. model.Segments.Select(segment => (long)segment.Id)];
    private readonly string _allowed = model.IsNumberedBySize ? $"1 to {model.Segments.Count}" : "the id of one";
    private readonly List<byte> _header = [];
    private int _cells;
    private long _rows;
    private int _cell;
    private long _segment;
    private bool _quoted;
    private bool _inRow;

    /// <summary>Checks the customers. O(size of the text), in constant memory.</summary>
    /// <param name="file">The customers, compressed.</param>
    /// <param name="model">The model of the version.</param>
    /// <param name="limits">How many there may be, and how large their ids.</param>
    /// <exception cref="CorruptModelException">They are not the customers of the model.</exception>
    /// <exception cref="InvalidArchiveException">They are too many, or the text is too large.</exception>
    public static void Run(Stream file, SegmentationModel model, ArchiveLimits limits)
    {
        if (model.Customers > limits.MaxCustomers)
            throw new InvalidArchiveException(ArchiveDefect.TooLarge, string.Create(CultureInfo.InvariantCulture, $"The model was trained on {model.Customers} customers; {limits.MaxCustomers} are allowed."));

        // Ids came in a body of limited size; names may be quoted, and their quotes doubled.
        var longestName = (2 * model.Segments.Max(segment => Encoding.UTF8.GetByteCount(segment.Name))) + 2;
        var most = limits.MaxUnpackedBytes + ((long)model.Customers * (MostBytesBesideText + longestName));
        var check = new CustomersCheck(model);
        using var text = new GZipStream(file, CompressionMode.Decompress);
        var buffer = new byte[BufferSize];
        long length = 0;
        try
        {
            int read;
            while ((read = text.Read(buffer)) > 0)
            {
                length += read;
                if (length > most)
                    throw new InvalidArchiveException(ArchiveDefect.TooLarge, $"{CustomersPart.FileName}, once decompressed, is larger than {most} bytes, the most that is allowed.");
                check.Take(buffer.AsSpan(0, read));
            }
        }
        catch (InvalidDataException e)
        {
            throw new CorruptModelException($"{CustomersPart.FileName} is not gzip.", e);
        }

        check.End();
    }

    private void Take(ReadOnlySpan<byte> text)
    {
        foreach (var character in text)
        {
            if (_cells == 0)
            {
                TakeHeader(character);
                continue;
            }

            _inRow = true;
            if (character == '"') _quoted = !_quoted;
            else if (_quoted) continue;
            else if (character == ',') _cell++;
            else if (character == '\n') EndRow();
            else if (_cell == SegmentCell) _segment = character is >= (byte)'0' and <= (byte)'9' && _segment <= int.MaxValue ? (10 * _segment) + character - '0' : long.MaxValue;
        }
    }

    private void TakeHeader(byte character)
    {
        _header.Add(character);
        if (character != '\n' && _header.Count < LongestHeader) return;
        var header = Encoding.UTF8.GetString([.. _header]).TrimEnd('\n');
        if (character != '\n' || header.Contains('"', StringComparison.Ordinal) || !(header + ",").StartsWith(Columns + ",", StringComparison.Ordinal))
            throw Broken($"the first line does not begin with {Columns}");
        _cells = header.Split(',').Length;
    }

    private void EndRow()
    {
        _rows++;
        if (_cell != _cells - 1) throw Broken($"customer {_rows} has {_cell + 1} cells instead of {_cells}");
        if (!_segments.Contains(_segment)) throw Broken($"the segment of customer {_rows} is not {_allowed}");
        if (_rows > _customers) throw Broken($"there are more than the {_customers} customers of the model");
        (_cell, _segment, _inRow) = (0, 0, false);
    }

    private void End()
    {
        if (_cells == 0 || _inRow) throw Broken("it breaks off");
        if (_rows != _customers) throw Broken($"there are {_rows} customers; the model was trained on {_customers}");
    }

    private static CorruptModelException Broken(string what) => new($"{CustomersPart.FileName}: {what}.");
}
