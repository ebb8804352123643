using SegmentationService.Api.Models;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Migration;

/// <summary>The two files of a form, old and new: tables of customers, which are scored as they are read, or logs of orders, of which the customers are made first.</summary>
/// <param name="open">Opens a table by the name of its file: of customers, or where there are some, of those that a log came to.</param>
/// <param name="logOf">Opens a log by the name of its file; null where the files are tables of customers.</param>
internal sealed class PostedTables(Func<string, CustomerTable?, ScoredTable> open, Func<string, OrderSink>? logOf)
{
    /// <summary>The name of the file with the old table.</summary>
    public const string Before = "before";

    /// <summary>The name of the file with the new table.</summary>
    public const string After = "after";

    /// <summary>What the old table is called, and another name of its file.</summary>
    public const string Old = "old";

    /// <summary>What the new table is called, and another name of its file: a word of several languages, in which clients cannot have a parameter of that name.</summary>
    public const string New = "new";

    private readonly Dictionary<string, ICustomerSink> _sinks = new(StringComparer.Ordinal);
    private readonly List<NoticeResponse> _notices = [];

    /// <summary>What is to be said of how the logs were read. Known when both tables are.</summary>
    public IReadOnlyList<NoticeResponse> Notices => _notices;

    /// <summary>Whether a file is that with the old table.</summary>
    /// <param name="field">The name of one that <see cref="SinkOf"/> takes.</param>
    public static bool IsOld(string field) => field is Before or Old;

    /// <summary>What takes the rows of a file.</summary>
    /// <param name="field">The name of the file.</param>
    /// <exception cref="MalformedBodyException">It is none of the two, or comes again.</exception>
    public ICustomerSink SinkOf(string field)
    {
        if (field is not (Before or After or Old or New))
            throw new MalformedBodyException(MalformedBodyKind.InvalidMultipart, $"The form holds a file '{Excerpt.Of(field)}'; expected are '{Before}' and '{After}'.");
        if (FieldOf(IsOld(field)) is { } known)
            throw new MalformedBodyException(MalformedBodyKind.InvalidMultipart, known == field ? $"The form holds the file '{field}' twice." : $"The form holds the files '{known}' and '{field}', which are two names of the same one.");
        var sink = logOf is null ? (ICustomerSink)open(field, null) : logOf(field);
        _sinks.Add(field, sink);
        return sink;
    }

    /// <summary>Checks that both files were there. Call it when the form has been read.</summary>
    /// <exception cref="MalformedBodyException">One was not.</exception>
    public void CheckBoth()
    {
        foreach (var (isOld, name, other) in ((bool, string, string)[])[(true, Before, Old), (false, After, New)])
            if (FieldOf(isOld) is null)
                throw new MalformedBodyException(MalformedBodyKind.InvalidMultipart, $"The form holds no file '{name}', which may be called '{other}' as well; two are expected, as curl -F {Before}=@january.csv -F {After}=@june.csv sends them.");
    }

    /// <summary>One of the tables, scored. Call it once for each.</summary>
    /// <param name="isOld">Whether the old one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidTableException">There is no order line that counts, or the lines do not tell how they are read.</exception>
    public async ValueTask<ScoredTable> TableAsync(bool isOld, CancellationToken cancellationToken)
    {
        var field = FieldOf(isOld)!;
        if (_sinks[field] is not OrderSink log) return (ScoredTable)_sinks[field];
        ScoredTable table = null!;
        await FileFaults.NameAsync(field, async () =>
        {
            var customers = log.Build();
            _notices.AddRange(customers.Notices.Select(notice => new NoticeResponse(notice.Code, notice.Column, $"Of the file '{field}': {notice.Message}")));
            table = open(field, customers);
            await OrderBatch.GiveAsync(customers, parts: null, table, cancellationToken);
        });
        return table;
    }

    /// <summary>What a file that has come is called; null before.</summary>
    private string? FieldOf(bool isOld) => _sinks.Keys.FirstOrDefault(field => IsOld(field) == isOld);
}
