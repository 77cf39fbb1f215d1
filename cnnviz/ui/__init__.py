"""What a page is made of on Streamlit's side: state, controls, pictures, downloads, layout."""
