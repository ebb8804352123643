using Microsoft.AspNetCore.Http.HttpResults;
using SegmentationService.Api.Http;
using SegmentationService.Api.Models;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;

namespace SegmentationService.Api.Prediction;

/// <summary><c>GET /models/{model}/versions/{version}/customers/{id}</c>.</summary>
internal static class CustomerEndpoints
{
    private const string EncodedSlash = "%2F";

    public static void MapCustomer(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/models/{model}/versions/{version}/customers/{id}", GetAsync).RequireScope(Scope.Train).LimitRate(RateLimits.Predictions)
            .AddEndpointFilter((call, next) =>
            {
                _ = new QueryReader(call.HttpContext.Request.Query, []);
                return next(call);
            })
            .WithTags("Models")
            .WithName("getCustomer")
            .WithSummary("One training customer: its segment, why, and what would change it")
            .WithDescription("""
                The customer with this id (the number of its row, where the table has no ids), as the version's customers have it; and where the table is kept that the version was trained on
                (POST /train?table=ID), its row of the table, the reasons and the nearest values that would change its segment, as /explain tells them. before is where the version before had it.
                Customers made of a log of orders need no table.
                """)
            .WithMetadata(new DescribedQuery([]))
            .Produces<CustomerResponse>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> GetAsync(
        string model, string version, string id, HttpContext context, ModelStore store, CustomerStory story, CancellationToken cancellationToken)
    {
        var (problem, found) = await VersionLookup.FindAsync(store, model, version, cancellationToken);
        if (problem is not null) return problem;

        context.Describe(found.ModelName, found.Version, customers: 1);
        id = id.Replace(EncodedSlash, "/", StringComparison.OrdinalIgnoreCase); // the server leaves it in a part of an address
        var (isThere, customer) = await story.FindAsync(found, id, cancellationToken);
        if (!isThere) return VersionLookup.NotServed(store, model, version);
        if (customer is null) return Problems.UnknownCustomer(found.ModelName, found.Version, id, found.Content.Customers);
        var answer = await story.TellAsync(found, id, customer, cancellationToken);
        return TypedResults.Content(System.Text.Encoding.UTF8.GetString(answer.Span), "application/json; charset=utf-8");
    }
}
