using System.Buffers.Binary;

namespace SegmentationService.Api.Reading;

/// <summary>
/// What the pages of a Parquet file unpack to. The library unpacks each page as a whole, to as many bytes as stand before the page, up to 2 GiB, whatever the footer says of the column: they are looked at before it does.
/// </summary>
/// <param name="file">The file, which can be read from any place.</param>
internal sealed class ParquetPages(Stream file)
{
    private const int TailBytes = 8;
    private const int UsualHeaderBytes = 1 << 9;

    /// <summary>The longest description of a page that the library reads.</summary>
    private const int LongestHeaderBytes = 1 << 24;

    private const int DataPage = 0;
    private const int DictionaryPage = 2;
    private const int DataPageOfVersion2 = 3;

    /// <summary>The chunks by group of rows and column.</summary>
    private readonly List<List<ParquetChunk>> _chunks = [];

    /// <summary>The bytes of the footer, which are held for the time of <see cref="ReadFooter"/>.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public int FooterBytes()
    {
        Span<byte> tail = stackalloc byte[TailBytes];
        if (file.Length < TailBytes) throw new FormatException("The file has no footer.");
        Read(file.Length - TailBytes, tail);
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        return length > 0 && length <= file.Length - TailBytes ? length : throw new FormatException("The file has no footer.");
    }

    /// <summary>Reads where the pages lie.</summary>
    /// <exception cref="FormatException">The footer is damaged.</exception>
    public void ReadFooter()
    {
        var bytes = new byte[FooterBytes()];
        Read(file.Length - TailBytes - bytes.Length, bytes);
        var footer = new CompactThrift(bytes);
        for (var field = 0; footer.NextField(ref field, out var kind);)
        {
            if ((field, kind) is not (4, CompactThrift.Kind.List))
            {
                footer.Skip(kind);
                continue;
            }

            var groups = footer.List(out var item);
            for (var i = 0; i < groups; i++) _chunks.Add(ReadGroup(ref footer, item));
        }
    }

    /// <summary>Looks at what stands before each page of a column in a group of rows. O(pages), each a small read of the file.</summary>
    /// <param name="group">0-based.</param>
    /// <param name="column">0-based.</param>
    /// <param name="maxBytes">The most that all pages may unpack to together.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What all pages unpack to, or more than is allowed; and what the largest one takes with the dictionary, packed and unpacked.</returns>
    /// <exception cref="FormatException">The pages are not where the footer says, or contradict themselves.</exception>
    public (long Bytes, long Held) Measure(int group, int column, long maxBytes, CancellationToken cancellationToken)
    {
        if (group >= _chunks.Count || column >= _chunks[group].Count) throw new FormatException("The footer has fewer columns than its schema.");
        var chunk = _chunks[group][column];
        var (position, values, all, largest, dictionary) = (chunk.Start, 0L, 0L, 0L, 0L);
        while (values < chunk.Values && all <= maxBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = HeaderAt(position, out var header);
            all += page.Unpacked;
            if (page.Type == DictionaryPage) dictionary += page.Packed + (2 * page.Unpacked);
            else largest = Math.Max(largest, page.Packed + page.Unpacked);
            position += header + page.Packed;
            values += page.Values;
        }

        return (all, largest + dictionary);
    }

    private static List<ParquetChunk> ReadGroup(ref CompactThrift footer, CompactThrift.Kind item)
    {
        if (item != CompactThrift.Kind.Struct) throw new FormatException("A group of rows is none.");
        List<ParquetChunk> chunks = [];
        for (var field = 0; footer.NextField(ref field, out var kind);)
        {
            if ((field, kind) is not (1, CompactThrift.Kind.List))
            {
                footer.Skip(kind);
                continue;
            }

            var columns = footer.List(out var column);
            if (columns > 0 && column != CompactThrift.Kind.Struct) throw new FormatException("A column is none.");
            for (var i = 0; i < columns; i++) chunks.Add(ReadColumn(ref footer));
        }

        return chunks;
    }

    private static ParquetChunk ReadColumn(ref CompactThrift footer)
    {
        var chunk = default(ParquetChunk);
        for (var field = 0; footer.NextField(ref field, out var kind);)
        {
            if ((field, kind) is (3, CompactThrift.Kind.Struct)) chunk = ReadChunk(ref footer);
            else footer.Skip(kind);
        }

        return chunk;
    }

    private static ParquetChunk ReadChunk(ref CompactThrift footer)
    {
        var (values, data, dictionary) = (0L, 0L, 0L);
        for (var field = 0; footer.NextField(ref field, out var kind);)
        {
            if (kind != CompactThrift.Kind.Int64) footer.Skip(kind);
            else if (field == 5) values = footer.Number();
            else if (field == 9) data = footer.Number();
            else if (field == 11) dictionary = footer.Number();
            else footer.Number();
        }

        return new ParquetChunk(dictionary > 0 && dictionary < data ? dictionary : data, values);
    }

    /// <summary>What stands before a page.</summary>
    private (long Type, long Unpacked, long Packed, long Values) HeaderAt(long position, out int length)
    {
        if (position < 0 || position >= file.Length) throw new FormatException("A page lies outside of the file.");
        for (var size = UsualHeaderBytes; ; size *= 8)
        {
            var bytes = new byte[Math.Min(size, file.Length - position)];
            Read(position, bytes);
            var header = new CompactThrift(bytes);
            try
            {
                var page = ReadHeader(ref header);
                length = header.Position;
                return page.Unpacked >= 0 && page.Packed >= 0 && page.Values >= 0 ? page : throw new FormatException("A page has fewer bytes than none.");
            }
            catch (FormatException) when (header.IsCutOff && bytes.Length == size && size < LongestHeaderBytes)
            {
                // It is longer than most.
            }
        }
    }

    private static (long Type, long Unpacked, long Packed, long Values) ReadHeader(ref CompactThrift header)
    {
        var page = (Type: 0L, Unpacked: -1L, Packed: -1L, Values: 0L);
        var (first, second) = (0L, 0L);
        for (var field = 0; header.NextField(ref field, out var kind);)
        {
            if ((field, kind) is (1, CompactThrift.Kind.Int32)) page.Type = header.Number();
            else if ((field, kind) is (2, CompactThrift.Kind.Int32)) page.Unpacked = header.Number();
            else if ((field, kind) is (3, CompactThrift.Kind.Int32)) page.Packed = header.Number();
            else if ((field, kind) is (5, CompactThrift.Kind.Struct)) first = ReadValues(ref header);
            else if ((field, kind) is (8, CompactThrift.Kind.Struct)) second = ReadValues(ref header);
            else header.Skip(kind);
        }

        page.Values = page.Type == DataPage ? first : page.Type == DataPageOfVersion2 ? second : 0;
        return page;
    }

    /// <summary>The number of values of a page of data, which is the first field in either version of it.</summary>
    private static long ReadValues(ref CompactThrift header)
    {
        var values = 0L;
        for (var field = 0; header.NextField(ref field, out var kind);)
        {
            if ((field, kind) is (1, CompactThrift.Kind.Int32)) values = header.Number();
            else header.Skip(kind);
        }

        return values;
    }

    private void Read(long position, Span<byte> bytes)
    {
        file.Position = position;
        file.ReadExactly(bytes);
    }
}
