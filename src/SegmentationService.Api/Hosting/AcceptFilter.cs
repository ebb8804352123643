using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SegmentationService.Api.Hosting;

/// <summary>Describes the 406 of calls whose Accept is asked before they begin.</summary>
internal sealed class AcceptFilter : IOperationFilter
{
    private const string NotAcceptable = "406";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        if (AcceptedTypes.TypesOf([.. metadata]).Count == 0) return;
        (operation.Responses ??= []).TryAdd(NotAcceptable, new OpenApiResponse
        {
            Description = "Not Acceptable",
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(SchemaFilter.Problem, context.Document) },
            },
        });
    }
}
