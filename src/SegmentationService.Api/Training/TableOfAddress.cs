using SegmentationService.Api.Http;

namespace SegmentationService.Api.Training;

/// <summary>
/// Has the query of a training name the kept table that stands in the address, as if <c>table=</c> stood in the query: what follows, the idempotency key and the record of a job among it, knows one way
/// of naming a table.
/// </summary>
internal sealed class TableOfAddress : IEndpointFilter
{
    /// <summary>The part of the address that names the table.</summary>
    public const string Part = "table";

    /// <summary>The parameters of a training whose table stands in the address: all but those of the table and of a dry run.</summary>
    public static IReadOnlyList<QueryParameter> Parameters { get; } =
        [.. TrainQuery.Parameters.Where(parameter => parameter.Name is not (TrainQuery.TableParameter or TrainQuery.DryRunParameter))];

    /// <inheritdoc/>
    /// <exception cref="InvalidParameterException">The query names a table, too, or asks for a dry run, or a parameter is not allowed.</exception>
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        _ = new QueryReader(http.Request.Query, Parameters);
        http.Features.Set(TrainQuery.Parse(http.Request.QueryString.Add(TrainQuery.TableParameter, (string)http.GetRouteValue(Part)!).Value!));
        return next(context);
    }
}
