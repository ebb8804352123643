using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Sources;

/// <summary>Takes the rows of the files of a source, one after the other, as those of one table. All have the columns of the first.</summary>
/// <param name="inner">Takes the rows.</param>
internal sealed class FileSink(ICustomerSink inner) : ICustomerSink
{
    private const int MostListed = 20;

    /// <summary>The most notices of one kind: of ten thousand files each may have one.</summary>
    private const int MostNotices = 10;

    private readonly Dictionary<string, int> _notices = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private List<string>? _first;
    private string _file = "";
    private string _firstFile = "";

    public bool KeepsEmptyRows => inner.KeepsEmptyRows;

    public int MostCustomersOfPart => inner.MostCustomersOfPart;

    private bool IsFirst => _first is null;

    /// <summary>The rows of another file follow.</summary>
    /// <param name="file">Its name.</param>
    public void Open(string file)
    {
        if (_file.Length == 0) _firstFile = file;
        else _first ??= [.. _names];
        _file = file;
        _names.Clear();
    }

    public void Begin(RowUnit unit)
    {
        if (IsFirst) inner.Begin(unit);
    }

    public void Expect(long rows) => inner.Expect(rows);

    public int AddColumn(string name)
    {
        _names.Add(name.Trim());
        return IsFirst ? inner.AddColumn(name) : _names.Count - 1;
    }

    public void EndHeader()
    {
        if (_first is null) inner.EndHeader();
        else if (!_names.SequenceEqual(_first, StringComparer.Ordinal))
            throw new SourceException(SourceDefect.Differs, $"'{Excerpt.Of(_file)}' has the columns {Listed(_names)}, and '{Excerpt.Of(_firstFile)}' has {Listed(_first)}: all files of a source have the same columns, in the same order.") { File = _file };
    }

    public int FindOrAddColumn(string name) => inner.FindOrAddColumn(name);

    public ICustomerPart BeginPart(int maxCustomers) => inner.BeginPart(maxCustomers);

    public void EndPart(ICustomerPart part) => inner.EndPart(part);

    public void Note(Notice notice)
    {
        var told = _notices.GetValueOrDefault(notice.Code);
        _notices[notice.Code] = told + 1;
        if (told < MostNotices) inner.Note(notice with { Message = $"Of the file '{Excerpt.Of(_file)}': {notice.Message}" });
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    private static string Listed(List<string> names) => string.Join(", ", names.Take(MostListed).Select(name => $"'{Excerpt.Of(name)}'")) + (names.Count > MostListed ? " ..." : "");
}
