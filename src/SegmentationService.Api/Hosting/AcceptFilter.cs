using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SegmentationService.Api.Hosting;

/// <summary>Describes the 406 of every call that answers with a body, which <see cref="AcceptedTypes"/> gives.</summary>
internal sealed class AcceptFilter : IOperationFilter
{
    private const string NotAcceptable = "406";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (AcceptedTypes.TypesOf([.. context.ApiDescription.ActionDescriptor.EndpointMetadata]).Length == 0) return;
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
