namespace SegmentationService.Api.Hosting;

/// <summary>The codes of notices, for OpenAPI: a client that knows one acts on it, and shows the message of any other.</summary>
internal static class NoticeCodes
{
    /// <summary>All of them, in alphabetical order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "amount_repeated", "calls_counted", "cells_missing_at_end", "column_left_out", "column_nearly_numeric", "column_without_name", "columns_appear_late",
        "columns_missing", "columns_not_flat", "columns_not_granted", "columns_not_included", "counts_double", "counts_ignored", "customer_stands_out",
        "customers_unassigned", "dates_as_days", "dates_far_apart", "dates_open", "dates_read", "duplicate_columns", "duplicate_ids", "empty_rows", "feature_left_out",
        "few_different_customers", "given_name_lost", "line_not_numeric", "lines_above_header", "lines_after_as_of", "lines_amount_not_positive", "lines_below_data",
        "lines_cancelled", "lines_completed", "lines_date_far", "lines_left_out", "lines_of_guests", "lines_price_not_positive", "lines_quantity_not_positive",
        "lines_without_customer", "lines_without_date", "lines_without_number", "lines_without_purchase", "looks_like_orders", "missing_words", "more_values", "no_jury",
        "no_money", "no_usable_field", "not_a_number", "not_converged", "not_promoted", "not_utf8", "number_notation", "number_notation_unclear", "order_not_defined",
        "order_status", "orders_summed_up", "other_features", "placeholder_dates", "price_is_amount", "quotes_inside_cells", "range_shortened", "recency_is_age",
        "rows_dropped", "several_currencies", "sheet_read", "text_columns_left_out", "tiny_segments", "tiny_segments_avoided", "total_on_every_line", "total_row",
        "unknown_field", "unstable_segment", "value_missing", "value_unknown", "values_clipped", "values_imputed", "values_missing", "values_unknown", "wavering_segment",
    ];
}
