using Microsoft.Extensions.Options;
using SegmentationService.Api.Reading;
using SegmentationService.Core;

namespace SegmentationService.Api.Http;

/// <summary>
/// Takes the fields of a form for parameters, as if they stood in the query: <c>curl -F file=@customers.csv -F clusters=3</c>. A field may stand behind the file, so the form
/// is put aside before anything is read of it.
/// </summary>
internal sealed class FormFields(IOptions<ReadingOptions> reading, MemoryBudget budget) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var body = RequestBody.Of(http.Request, reading.Value);
        if (!CustomerBody.IsForm(body)) return await next(context);

        using var memory = budget.Open();
        await using var kept = await TemporaryFile.OfAsync(body.Open(reading.Value), memory, http.RequestAborted);
        var form = await CustomerBody.FormAsync(body with { Content = kept }, reading.Value, http.RequestAborted);
        http.Request.QueryString = QueryString.Create(Merge(http.Request.Query, form.Fields));
        if (TakesFileName(http) && !http.Request.Query.ContainsKey(FileName.Parameter.Name) && FileName.Of(form.FileName) is { } name)
            http.Request.QueryString = http.Request.QueryString.Add(FileName.Parameter.Name, name);
        kept.Position = 0;
        http.Request.Body = kept;
        return await next(context);
    }

    private static bool TakesFileName(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<DescribedQuery>()?.Parameters.Contains(FileName.Parameter) == true;

    private static IEnumerable<KeyValuePair<string, string?>> Merge(IQueryCollection query, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        foreach (var (name, values) in query)
            foreach (var value in values) yield return new(name, value);
        foreach (var field in fields.GroupBy(field => field.Key, StringComparer.OrdinalIgnoreCase))
        {
            string[] values = [.. field.Select(value => value.Value)];
            if (!query.TryGetValue(field.Key, out var given))
            {
                foreach (var value in values) yield return new(field.Key, value);
            }
            else if (!given.SequenceEqual(values))
                throw new InvalidParameterException(field.Key, $"{field.Key} is given in the query and in the form, with different values; give it once.");
        }
    }
}
