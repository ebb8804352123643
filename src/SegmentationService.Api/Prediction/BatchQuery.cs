using Microsoft.AspNetCore.WebUtilities;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Http;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Prediction;

/// <summary>The query parameters of batches, and what they say of the answers.</summary>
internal static class BatchQuery
{
    /// <summary>Those of every call that answers customers.</summary>
    public static IReadOnlyList<QueryParameter> OfCustomers { get; } =
        [.. PreparedLookup.Parameters, new("decimal", ParameterKind.Text, "The decimal sign of numbers that come as text; auto is that of the training.", "auto") { Choices = ["auto", "point", "comma"] }];

    /// <summary>Whether answers are explained.</summary>
    public static QueryParameter Explain { get; } = new("explain", ParameterKind.YesNo, "Whether the answer explains the segment, as that of /explain does; as JSON or NDJSON only.", "false");

    private static readonly QueryParameter Include = new("include", ParameterKind.Text, "What stands before the segment of each customer: the columns of the body, each cell as it came (in JSON: the member columns). Default: the id alone.") { Choices = ["columns"] };

    /// <summary>All of <c>POST /predict/batch</c>.</summary>
    public static QueryParameter[] Parameters { get; } = [.. OfCustomers, Explain, Include, AnswerForm.Parameter, SheetQuery.Parameter, SkipLinesQuery.Parameter, OrderQuery.InputParameter, .. OrderQuery.Parameters];

    /// <summary>All of a batch whose customers lie in files: a table of customers each.</summary>
    public static QueryParameter[] OfFiles { get; } = [.. OfCustomers, Explain, Include, AnswerForm.Parameter, .. OrderQuery.DateParameters.Where(parameter => parameter.Name == OrderQuery.AsOf)];

    /// <summary>Reads the query of a batch whose customers lie in files.</summary>
    /// <param name="text">As it came.</param>
    /// <exception cref="InvalidParameterException">A parameter is unknown, given twice or not allowed.</exception>
    public static QueryReader Parse(string text) => new(new QueryCollection(QueryHelpers.ParseQuery(text)), Parameters);

    /// <summary>How the customers of files are answered, each file into one of its own.</summary>
    /// <param name="query">The query.</param>
    /// <param name="prepared">The answers of the version.</param>
    /// <exception cref="InvalidParameterException">Two parameters do not fit each other, the version or files.</exception>
    public static BatchRequest OfFilesAt(QueryReader query, PreparedAnswers prepared)
    {
        if (OrderQuery.Parse(query, prepared.Version.Stored.Report.Orders) is not null) throw NotFileByFile();
        return Of(query, prepared, AnswerForm.Named(query, AnswerForm.Parquet), isTable: true);
    }

    /// <summary>How customers are answered.</summary>
    /// <param name="query">The query.</param>
    /// <param name="prepared">The answers of the version.</param>
    /// <param name="form">The form of the answers.</param>
    /// <param name="isTable">Whether a row is a customer, and not a line of an order.</param>
    /// <exception cref="InvalidParameterException">Two parameters do not fit each other, or the version.</exception>
    public static BatchRequest Of(QueryReader query, PreparedAnswers prepared, AnswerForm form, bool isTable)
    {
        var isExplained = query.YesNo(Explain.Name) == true;
        if (isExplained && form != AnswerForm.Json && form != AnswerForm.NdJson)
            throw new InvalidParameterException(Explain.Name, $"An explanation does not fit into cells: with explain=true the answer is application/json or application/x-ndjson, and {form.MediaType} is asked for.");
        var (decimalSign, asOf) = isTable ? (query.Choice<DecimalSign>("decimal") ?? DecimalSign.Auto, AsOf(query, prepared.Version.Stored)) : (DecimalSign.Auto, null);
        return new BatchRequest(prepared, form, query.Has(Include.Name), decimalSign, asOf, isExplained);
    }

    /// <summary>A log of orders has no answers file by file.</summary>
    public static InvalidParameterException NotFileByFile() =>
        new("input", "A customer of a log may have lines in several files, so the answers cannot be written file by file: input=transactions takes a source without target.");

    /// <summary>The moment that the dates of customers count until, where the caller names it.</summary>
    /// <exception cref="InvalidParameterException">The model reads no dates, or they are to be read otherwise than in the training.</exception>
    private static DateTime? AsOf(QueryReader query, StoredVersion version)
    {
        if (query.Has("dateFormat")) throw new InvalidParameterException("dateFormat", "dateFormat belongs to input=transactions, which is not given; dates of customers are read as in the training of the model.");
        var asOf = OrderQuery.ParseDates(query).AsOf;
        if (asOf is not null && version.Model.FeatureSet.Inputs.All(input => input.Days is null))
            throw new InvalidParameterException("asOf", "asOf is given, but the model reads no dates of customers, and input=transactions is not given.");
        return asOf;
    }
}
