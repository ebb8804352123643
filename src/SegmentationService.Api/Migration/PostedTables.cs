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
    public const string Old = "old";

    /// <summary>The name of the file with the new table.</summary>
    public const string New = "new";

    private readonly Dictionary<string, ICustomerSink> _sinks = new(StringComparer.Ordinal);
    private readonly List<NoticeResponse> _notices = [];

    /// <summary>What is to be said of how the logs were read. Known when both tables are.</summary>
    public IReadOnlyList<NoticeResponse> Notices => _notices;

    /// <summary>What takes the rows of a file.</summary>
    /// <param name="field">The name of the file.</param>
    /// <exception cref="MalformedBodyException">It is none of the two, or comes again.</exception>
    public ICustomerSink SinkOf(string field)
    {
        if (field is not (Old or New))
            throw new MalformedBodyException(MalformedBodyKind.InvalidMultipart, $"The form holds a file '{Excerpt.Of(field)}'; expected are '{Old}' and '{New}'.");
        var sink = logOf is null ? (ICustomerSink)open(field, null) : logOf(field);
        return _sinks.TryAdd(field, sink) ? sink : throw new MalformedBodyException(MalformedBodyKind.InvalidMultipart, $"The form holds the file '{field}' twice.");
    }

    /// <summary>Checks that both files were there. Call it when the form has been read.</summary>
    /// <exception cref="MalformedBodyException">One was not.</exception>
    public void CheckBoth()
    {
        if (((string[])[Old, New]).FirstOrDefault(name => !_sinks.ContainsKey(name)) is { } missing)
            throw new MalformedBodyException(MalformedBodyKind.InvalidMultipart, $"The form holds no file '{missing}'; two are expected, as curl -F {Old}=@before.csv -F {New}=@after.csv sends them.");
    }

    /// <summary>One of the tables, scored. Call it once for each.</summary>
    /// <param name="field">The name of the file.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidTableException">There is no order line that counts, or the lines do not tell how they are read.</exception>
    public async ValueTask<ScoredTable> TableAsync(string field, CancellationToken cancellationToken)
    {
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
}
