using SegmentationService.Api.Http;
using SegmentationService.Api.Jobs;
using SegmentationService.Api.Models;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;

namespace SegmentationService.Api.Tests;

/// <summary>Names that files on the volume and answers hold: each is written down a second time here, since changing one breaks what is stored or who is answered.</summary>
public class ContractNamesTests
{
    [Fact]
    public void BodyKinds_EachMember_IsCalledAsEver() => AssertNames(
        ProblemMapping.BodyKinds, "EmptyBody empty-body", "InvalidCsv invalid-csv", "InvalidJson invalid-json", "InvalidMultipart invalid-multipart", "InvalidEncoding invalid-encoding", "InvalidWorkbook invalid-workbook", "InvalidZip invalid-zip",
        "InvalidParquet invalid-parquet", "InvalidArrow invalid-arrow");

    [Fact]
    public void TableKinds_EachMember_IsCalledAsEver() => AssertNames(
        ProblemMapping.TableKinds,
        "EmptyColumnName empty-column-name",
        "DuplicateColumn duplicate-column",
        "NameTooLong name-too-long",
        "TooManyColumns too-many-columns",
        "TooManyFeatures too-many-features",
        "ModelTooLarge model-too-large",
        "TooManyCustomers too-many-customers",
        "NoCustomers no-customers",
        "UnknownColumn unknown-column",
        "NoNumericColumn no-numeric-column",
        "ConstantColumns constant-columns",
        "InfiniteNumber infinite-number",
        "NumberNotation number-notation",
        "ColumnNotEncodable column-not-encodable",
        "TooFewDistinctCustomers too-few-distinct-customers",
        "MissingOrderColumn missing-order-column",
        "AmbiguousDates ambiguous-dates",
        "UnreadableDates unreadable-dates",
        "UnreadableNumber unreadable-number",
        "TooManyOrders too-many-orders",
        "NoOrders no-orders",
        "MissingColumn missing-column",
        "MissingId missing-id",
        "DuplicateCustomer duplicate-customer",
        "NoCommonCustomer no-common-customer");

    [Fact]
    public void ArchiveKinds_EachMember_IsCalledAsEver() => AssertNames(
        ProblemMapping.ArchiveKinds, "InvalidArchive invalid-archive", "InvalidVersion invalid-version", "TooLarge body-too-large");

    [Fact]
    public void SourceKinds_EachMember_IsCalledAsEver() => AssertNames(
        ProblemMapping.SourceKinds, "NotAllowed source-not-allowed", "NotFound source-not-found", "Differs source-differs", "Changed source-changed", "TargetExists target-exists", "Unavailable source-unavailable");

    [Fact]
    public void StoredRoles_EachMember_IsCalledAsEver() => AssertNames(
        Manifest.Roles, [.. Roles("Id id", "SameAs sameAs", "RowNumber rowNumber", "MostlyMissing mostlyMissing", "NotNamed notNamed")]);

    [Fact]
    public void ToldRoles_EachMember_IsCalledAsEver() => AssertNames(
        ColumnResponse.Roles, [.. Roles("Id id", "SameAs same_as", "RowNumber row_number", "MostlyMissing mostly_missing", "NotNamed not_named")]);

    [Fact]
    public void Statuses_EachMember_IsCalledAsEver() => AssertNames(
        JobRecord.Statuses, "Queued queued", "Running running", "Succeeded succeeded", "Failed failed", "Canceled canceled");

    [Fact]
    public void Phases_EachMember_IsCalledAsEver() => AssertNames(
        JobResponse.Phases, "Reading reading", "Preparing preparing", "Searching searching", "Silhouettes silhouettes", "Profiling profiling", "Saving saving");

    [Fact]
    public void Transforms_EachMember_IsCalledAsEver() => AssertNames(ModelFormat.Transforms, "None none", "Log1p log1p", "SignedLog1p signedLog1p");

    [Fact]
    public void Rules_EachMember_IsCalledAsEver() => AssertNames(
        ModelFormat.Rules, "Fixed fixed", "Silhouette silhouette", "Elbow elbow", "LargestSmallestShare largestSmallestShare", "Separate separate", "StableElbow stableElbow");

    [Fact]
    public void Verdicts_EachMember_IsCalledAsEver() => AssertNames(ModelFormat.Verdicts, "Separate separate", "Groups groups", "Continuum continuum");

    [Fact]
    public void LineageStatuses_EachMember_IsCalledAsEver() => AssertNames(ModelFormat.LineageStatuses, "Kept kept", "New new", "Split split", "Merged merged");

    [Fact]
    public void NegativeForms_EachMember_IsCalledAsEver() => AssertNames(ModelFormat.NegativeForms, "MinusBefore minusBefore", "MinusBehind minusBehind", "Brackets brackets");

    [Fact]
    public void UnitKinds_EachMember_IsCalledAsEver() => AssertNames(
        ModelFormat.UnitKinds, "None none", "Unit unit", "Magnitude magnitude", "Seconds seconds", "Months months", "Flag flag");

    private static IEnumerable<string> Roles(string id, string sameAs, string rowNumber, string mostlyMissing, string notNamed) =>
        [id, "Feature feature", "Encoded encoded", "Input input", "Text text", "Identifier identifier", "Place place", "Moment moment", "Flag flag", "Code code", "Outcome outcome", sameAs, "Constant constant", rowNumber, mostlyMissing, "Empty empty", "Excluded excluded", notNamed];

    private static void AssertNames<T>(EnumNames<T> names, params string[] expected)
        where T : struct, Enum
    {
        Assert.Equal(expected, Enum.GetValues<T>().Select(value => $"{value} {names[value]}"));
        foreach (var value in Enum.GetValues<T>())
        {
            Assert.True(names.TryParse(names[value], out var parsed));
            Assert.Equal(value, parsed);
        }
    }
}
